/**
 * Reads the metrics of a running process.
 * @returns a sample's value by its name and labels as written, such as `x_count{query="health_find"}`; 0 when there is none
 */
export async function scrape(metricsUrl: string): Promise<(sample: string) => number> {
  const response = await fetch(metricsUrl, { headers: { accept: "text/plain" } });
  const samples = new Map<string, number>();
  for (const line of (await response.text()).split("\n")) {
    const end = line.lastIndexOf(" ");
    if (!line.startsWith("#") && end > 0) samples.set(line.slice(0, end), Number(line.slice(end + 1)));
  }
  return (sample) => samples.get(sample) ?? 0;
}
