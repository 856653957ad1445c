/** Ways to the internet in words. */
import type { Answer } from "../graph/answer";
import type { Way } from "../graph/network";

export const saysWays = ({ found, unknown }: Answer<Way>): Answer<string> => {
  const ways = found.map(({ subnet, gateway, by }) => `${subnet.name} leads to ${gateway} by ${by}`);
  return {
    found: ways.length > 0 ? [`is in subnets that lead to the internet (${listed(ways)})`] : [],
    unknown,
  };
};

const listed = (texts: readonly string[]) => [...new Set(texts)].join(", ");
