import { Agent, request } from "node:http";

export type Page = { data: unknown[]; nextCursor: string | null };

/** A client of one connection that is kept open, as a browser or a script keeps it. */
export function createHttpClient(origin: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    /**
     * @returns the page, parsed
     * @throws Error with the status and the body when it is not 200
     */
    get(path: string): Promise<Page> {
      return new Promise((resolve, reject) => {
        const sent = request(new URL(path, origin), { agent }, (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.once("error", reject);
          response.once("end", () => {
            const body = Buffer.concat(chunks).toString("utf8");
            if (response.statusCode === 200) resolve(JSON.parse(body) as Page);
            else reject(new Error(`GET ${path} answered ${response.statusCode}: ${body.slice(0, 300)}`));
          });
        });
        sent.once("error", reject);
        sent.end();
      });
    },
    close: () => agent.destroy(),
  };
}

export type HttpClient = ReturnType<typeof createHttpClient>;
