import { type Metric, Registry, type RegistryContentType } from "prom-client";

/**
 * Writes the registry as OpenMetrics for those who ask for it (Prometheus does), else as Prometheus text, which cannot
 * carry exemplars. One reader after the other: prom-client takes `_total` from the names of counters when it writes
 * OpenMetrics and leaves them so (15.1.3, lib/registry.js), hence the names are put back for the next reader.
 */
export function createRenderer(registry: Registry<RegistryContentType>) {
  const names = new Map<Metric, string>();
  let previous: Promise<unknown> = Promise.resolve();
  const write = async (accept: string | undefined) => {
    for (const metric of registry.getMetricsAsArray() as unknown as (Metric & { name: string })[]) {
      const name = names.get(metric) ?? metric.name;
      names.set(metric, name);
      metric.name = name;
    }
    const contentType = accept?.includes("application/openmetrics-text")
      ? Registry.OPENMETRICS_CONTENT_TYPE
      : Registry.PROMETHEUS_CONTENT_TYPE;
    registry.setContentType(contentType);
    const text = await registry.metrics();
    // A lag that nothing was measured of yet; the formats call it NaN, prom-client 15.1.3 does not.
    return { contentType, body: text.replace(/ Nan$/gm, " NaN") };
  };
  return (accept: string | undefined): Promise<{ contentType: string; body: string }> => {
    const next = previous.then(() => write(accept));
    previous = next.catch(() => {});
    return next;
  };
}
