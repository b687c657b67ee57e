export type Page = {
  url: URL;
  status: number;
  headers: Headers;
  text: string;
  /** Set-Cookie headers of every answer on the way. */
  cookies: string[];
};

type Visit = { method?: string; body?: URLSearchParams; headers?: Record<string, string>; follow?: boolean };

const MOST_REDIRECTS = 12;

/**
 * As much of a browser as a sign-in needs: cookies by host, and redirects.
 * @param places where a public origin really is, as a proxy would know it
 */
export function createBrowser(places: Readonly<Record<string, string>>) {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = ({ host }: URL) => {
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };

  async function once(url: URL, { method = "GET", body, headers = {} }: Visit): Promise<Response> {
    const jar = jarOf(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(new URL(url.pathname + url.search, places[url.origin] ?? url), {
      method,
      redirect: "manual",
      ...(body === undefined ? {} : { body }),
      headers: { "sec-fetch-site": "same-origin", ...(cookie === "" ? {} : { cookie }), ...headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const name = pair.slice(0, pair.indexOf("="));
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, pair.slice(pair.indexOf("=") + 1));
    }
    return answer;
  }

  async function visit(address: string, given: Visit = {}): Promise<Page> {
    let url = new URL(address);
    let how = given;
    const cookies: string[] = [];
    for (let count = 0; count < MOST_REDIRECTS; count++) {
      const answer = await once(url, how);
      cookies.push(...answer.headers.getSetCookie());
      const location = answer.headers.get("location");
      if (location === null || given.follow === false) {
        return { url, status: answer.status, headers: answer.headers, text: await answer.text(), cookies };
      }
      url = new URL(location, url);
      how = {};
    }
    throw new Error(`too many redirects, the last to ${url}`);
  }

  return {
    visit,
    /** Cookies kept for an origin. */
    cookiesOf: (origin: string) => jarOf(new URL(origin)),
  };
}
