/** The returning visitor: a first-party cookie that no script can read, unless the visitor asked not to be followed. */
import type { HttpRequest } from "./http";

/** `__Host-`: browsers take it only as Secure, for this host alone ("RFC 6265bis", section 4.1.3.2). */
export const visitorCookie = "__Host-visitor";

/** One year, counted from the last visit. */
const maxAgeSeconds = 365 * 24 * 3_600;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Do Not Track, or Global Privacy Control ("Sec-GPC"). Then no cookie is set or read, and no event names a visitor. */
export const isPrivate = (request: HttpRequest): boolean =>
  request.header("dnt") === "1" || request.header("sec-gpc") === "1";

/** Null when there is none, or one that we did not make. */
export function visitorOf(request: HttpRequest): string | null {
  for (const cookie of request.cookies) {
    const [name, value = ""] = cookie.trim().split("=", 2);
    if (name === visitorCookie && uuid.test(value)) return value;
  }
  return null;
}

export const setVisitor = (visitor: string): string =>
  `${visitorCookie}=${visitor}; Max-Age=${maxAgeSeconds}; Path=/; Secure; HttpOnly; SameSite=Lax`;
