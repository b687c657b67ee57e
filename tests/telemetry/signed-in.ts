import type { Role } from "../../app/model/roles.ts";

/** Signs in by the form, over HTTP. @returns the Cookie header of whoever is signed in now */
export async function signIn(url: string, role: Role): Promise<string> {
  const response = await fetch(`${url}/sign-in`, {
    method: "POST",
    body: new URLSearchParams({ role }),
    redirect: "manual",
  });
  const [cookie] = response.headers.getSetCookie();
  if (response.status !== 302 || cookie === undefined) throw new Error(`sign-in answered ${response.status}`);
  return cookie.split(";", 1)[0] ?? "";
}
