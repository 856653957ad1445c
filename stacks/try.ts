/** The commands that a person copies to see the endpoint work. */

/** A GIF and a cookie. */
export const tryPixel = (endpoint: string): string =>
  `curl -i '${endpoint}/i?event_name=page_view&url=https://shop.example/'`;

/** How many events were accepted. */
export const tryEvents = (endpoint: string): string =>
  `curl -i -H 'content-type: application/json' --data '[{"event_name":"page_view","url":"https://shop.example/"}]' '${endpoint}/events'`;
