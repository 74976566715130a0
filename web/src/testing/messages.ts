/** Messages of the contract for tests, which make what a server would send. */

export { create } from "@bufbuild/protobuf";
export { InterviewEventSchema } from "../gen/viva/session/v1/interview_event_pb";
export { InterviewSchema, InterviewStateSchema } from "../gen/viva/session/v1/interview_pb";
