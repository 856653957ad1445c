/**
 * Dead letters go back to the queue that they came from, once what killed them is mended. SQS has a task for this, which is not
 * used: it takes no letters that Lambda wrote ("StartMessageMoveTask"), as replay's are in part; it moves what arrives while it runs,
 * so that a message that dies again is moved again; and the local SQS has none. Receive, send, delete is the same code in both
 * places. Send comes first: what dies in between is in both queues, and whoever takes from them takes a message twice without harm.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { Pair, RegionOutputs } from "./pair";
import { type QueueName, type QueueUrls, queueUrls } from "./queues";

export interface Redriven {
  /** In their queue again, and no dead letters any more. */
  readonly redriven: number;
  /** Letters that never were in the queue, such as a failed sweep's: it would not understand them. They stay. */
  readonly foreign: number;
  /** Back already, dead once more. They stay. */
  readonly returned: number;
  /** What SQS said of letters that it did not take, or take away. They are still there. */
  readonly failed: readonly string[];
}

export interface RedriveOptions {
  /** Letters to look at, at most: so many as there were at the start. */
  readonly count: number;
  readonly signal?: AbortSignal;
  /** How many letters are dealt with so far. */
  readonly onDone?: (count: number) => void;
}

/** The most that one call takes ("ReceiveMessage", "SendMessageBatch"). */
const BATCH = 10;
/** Nobody else gets a letter while it is dealt with; what stays is given back at the end. */
const HIDDEN_SECONDS = 120;
/** A long poll asks all of SQS's servers, a short one some of them: only then is "none" an answer ("Amazon SQS short and long polling"). */
const POLL_SECONDS = 2;

/** @throws what SQS says when a call fails as a whole; the signal's reason when it is aborted. Nothing is lost by either. */
export async function redrive(
  pair: Pair,
  at: RegionOutputs,
  name: QueueName,
  { count, signal, onDone = () => undefined }: RedriveOptions,
): Promise<Redriven> {
  const sqs = pair.clients.sqs(at.region);
  const urls = queueUrls(at, name);
  const sent = new Set<string>();
  /** By id: in a long run what stays becomes visible again, and is met again. */
  const staying = new Map<string, Message>();
  const failed: string[] = [];
  let inHand: readonly Message[] = [];
  let [redriven, foreign, returned] = [0, 0, 0];
  const seen = () => redriven + foreign + returned + failed.length;
  try {
    while (seen() < count) {
      signal?.throwIfAborted();
      const letters = await receive(sqs, urls, Math.min(BATCH, count - seen()), signal);
      if (letters.length === 0) break; // Somebody else took some, or SQS counted too many.
      const ours: Message[] = [];
      let isNews = false;
      for (const letter of letters) {
        const id = idOf(letter);
        const isOurs = isFromQueue(letter) && !sent.has(id);
        const isCounted = !isOurs && staying.has(id); // Only its receipt handle is another one.
        isNews ||= !isCounted;
        if (isOurs) ours.push(letter);
        else staying.set(id, letter);
        if (isOurs || isCounted) continue;
        if (isFromQueue(letter)) returned += 1;
        else foreign += 1;
      }
      if (!isNews) break;
      inHand = ours;
      const moved = await move(sqs, urls, ours);
      inHand = [];
      for (const id of moved.sentIds) sent.add(id);
      redriven += moved.redriven;
      failed.push(...moved.problems);
      for (const letter of moved.left) staying.set(idOf(letter), letter);
      onDone(seen());
    }
  } finally {
    await show(sqs, urls, [...staying.values(), ...inHand]);
  }
  return { redriven, foreign, returned, failed };
}

async function receive(
  sqs: SQSClient,
  { deadLetters }: QueueUrls,
  most: number,
  abortSignal: AbortSignal | undefined,
): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: deadLetters,
      MaxNumberOfMessages: most,
      VisibilityTimeout: HIDDEN_SECONDS,
      WaitTimeSeconds: POLL_SECONDS,
      MessageSystemAttributeNames: ["DeadLetterQueueSourceArn"],
      MessageAttributeNames: ["All"],
    }),
    { abortSignal },
  );
  return Messages;
}

/** SQS notes the queue that a message died in; what was sent to the dead letters by Lambda itself came from none. */
const isFromQueue = ({ Attributes = {} }: Message): boolean =>
  Attributes.DeadLetterQueueSourceArn !== undefined;

const idOf = ({ MessageId = "" }: Message): string => MessageId;

interface Moved {
  readonly redriven: number;
  /** The ids that the messages have now. They keep them when they die once more. */
  readonly sentIds: readonly string[];
  /** Still to be received from the dead letters. */
  readonly left: readonly Message[];
  readonly problems: readonly string[];
}

async function move(
  sqs: SQSClient,
  { queue, deadLetters }: QueueUrls,
  letters: readonly Message[],
): Promise<Moved> {
  if (letters.length === 0) return { redriven: 0, sentIds: [], left: [], problems: [] };
  const { Successful = [], Failed = [] } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: queue,
      Entries: letters.map(({ Body, MessageAttributes }, index) => ({
        Id: String(index),
        MessageBody: Body,
        ...(MessageAttributes && { MessageAttributes }),
      })),
    }),
  );
  const sent = Successful.map(({ Id }) => Number(Id));
  const problems = Failed.map(({ Code, Message: said }) => `not sent: ${said ?? Code}`);
  if (sent.length === 0) return { redriven: 0, sentIds: [], left: letters, problems };
  const deleted = await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: deadLetters,
      Entries: sent.map((index) => ({ Id: String(index), ReceiptHandle: letters[index]?.ReceiptHandle })),
    }),
  );
  const { Failed: undeleted = [] } = deleted;
  problems.push(...undeleted.map(({ Code, Message: said }) => `sent, and not deleted: ${said ?? Code}`));
  const gone = new Set(sent);
  for (const { Id } of undeleted) gone.delete(Number(Id));
  return {
    redriven: gone.size,
    sentIds: Successful.map(({ MessageId = "" }) => MessageId),
    left: letters.filter((_, index) => !gone.has(index)),
    problems,
  };
}

/** Visible again at once, for whoever looks next. What this fails for becomes visible by itself. */
async function show(sqs: SQSClient, { deadLetters }: QueueUrls, letters: readonly Message[]): Promise<void> {
  for (let first = 0; first < letters.length; first += BATCH) {
    const Entries = letters.slice(first, first + BATCH).map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: deadLetters, Entries });
    try {
      await sqs.send(command);
    } catch {
      return; // Whatever went wrong before is what is to be told.
    }
  }
}
