/** The frames of a live interview's socket, as services/gateway/live/connection.py sends them: the contract's JSON in an envelope. */

import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { type InterviewEvent, InterviewEventSchema } from "../../gen/viva/session/v1/interview_event_pb";
import { type Interview, InterviewSchema, type InterviewState, InterviewStateSchema } from "../../gen/viva/session/v1/interview_pb";
import { type Failure, failureInDocument } from "../failure";

/** Words of a question that is being written; `offset` counts code points. */
export interface Delta {
  taskId: string;
  attempt: number;
  offset: number;
  text: string;
}

export type Frame =
  | { type: "hello"; interview: Interview }
  | { type: "event"; event: InterviewEvent; through: bigint }
  | { type: "heartbeat"; through: bigint }
  | { type: "delta"; delta: Delta }
  | { type: "reply"; id: number; state?: InterviewState }
  | { type: "error"; id?: number; failure: Failure }
  | { type: "pong" };

type Fields = Record<string, JsonValue | undefined>;

// A newer server may say more than this page understands.
const LENIENT = { ignoreUnknownFields: true };

/** The frame that a message is; undefined for a kind that this page does not know. */
export function readFrame(text: string): Frame | undefined {
  const fields = JSON.parse(text) as Fields;
  switch (fields.type) {
    case "hello":
      return { type: "hello", interview: fromJson(InterviewSchema, fields.interview ?? {}, LENIENT) };
    case "event":
      return { type: "event", event: fromJson(InterviewEventSchema, fields.event ?? {}, LENIENT), through: through(fields) };
    case "heartbeat":
      return { type: "heartbeat", through: through(fields) };
    case "delta":
      return { type: "delta", delta: readDelta(fields) };
    case "reply":
      return readReply(fields);
    case "error":
      return { type: "error", ...label(fields), failure: failureInDocument(fields) };
    case "pong":
      return { type: "pong" };
    default:
      return undefined;
  }
}

function through(fields: Fields): bigint {
  return BigInt(String(fields.through_sequence ?? 0));
}

function readDelta(fields: Fields): Delta {
  return {
    taskId: String(fields.task_id),
    attempt: Number(fields.attempt),
    offset: Number(fields.offset),
    text: String(fields.text),
  };
}

function readReply(fields: Fields): Frame {
  const state = fields.state ? { state: fromJson(InterviewStateSchema, fields.state, LENIENT) } : {};
  return { type: "reply", id: Number(fields.id), ...state };
}

function label(fields: Fields): { id?: number } {
  return fields.id === undefined ? {} : { id: Number(fields.id) };
}
