/** Reading PutRecordBatch's answer. Pure. */
import { HoldfastError } from "../../errors";
import type { PackedRecord } from "../event/pack";

/** As Firehose answers ("PutRecordBatch"). Its parts are optional in the protocol, so nothing is taken for granted. */
export interface BatchAnswer {
  FailedPutCount?: number | undefined;
  RequestResponses?: readonly RecordAnswer[] | undefined;
}

export interface RecordAnswer {
  RecordId?: string | undefined;
  ErrorCode?: string | undefined;
}

/**
 * What Firehose refused, in order, to send again: HTTP 200 can carry refusals. A record counts as accepted only when it was
 * given an id.
 * @throws HF_DELIVERY_ANSWER_COUNT when answers cannot be matched by index; then nothing of the batch counts as accepted.
 */
export function refusedRecords(sent: readonly PackedRecord[], answer: BatchAnswer): PackedRecord[] {
  const answers = answer.RequestResponses ?? [];
  const failed = answer.FailedPutCount ?? 0;
  const refused = sent.filter((_, index) => !isAccepted(answers[index]));
  if (answers.length !== sent.length || failed > refused.length)
    throw new HoldfastError("HF_DELIVERY_ANSWER_COUNT", {
      sent: sent.length,
      answered: answers.length,
      failed,
    });
  return refused;
}

const isAccepted = (answer: RecordAnswer | undefined): boolean =>
  answer?.RecordId !== undefined && answer.RecordId !== "" && !answer.ErrorCode;

/** Why: the first refusal's code. */
export const refusalCode = ({ RequestResponses: answers = [] }: BatchAnswer): string =>
  answers.find((answer) => answer.ErrorCode)?.ErrorCode ?? "NoRecordId";
