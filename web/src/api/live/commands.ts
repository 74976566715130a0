/** What a candidate may send on the socket; see services/gateway/live/commands.py. Fields are named as in the contract. */

export type Command =
  | { type: "start" }
  | { type: "present"; question_id: string }
  | { type: "answer"; question_id: string; request_id: string; text: string }
  | { type: "skip"; question_id: string; request_id: string; reason: string }
  | { type: "repeat"; question_id: string }
  | { type: "follow_up"; question_id: string }
  | { type: "pause" }
  | { type: "resume" }
  | { type: "complete" };
