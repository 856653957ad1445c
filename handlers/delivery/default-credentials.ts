/**
 * What a bundle has in place of the SDK's default credential chain (`infra/parts/bundle.ts`): of its links, only the environment
 * exists in Lambda, and the code of the others is a fifth of a cold start's reading.
 */
import { environmentCredentials } from "./aws";

export const defaultProvider = () => environmentCredentials(process.env);
