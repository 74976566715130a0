/** Opens the line to an interview for as long as its room is shown, and keeps the room up to date with what comes down. */

import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import type { Failure } from "../../api/failure";
import { readInterview } from "../../api/interviews";
import type { Command } from "../../api/live/commands";
import type { Frame } from "../../api/live/frames";
import { Line, type LineStatus } from "../../api/live/line";
import { afterFrame, EMPTY_ROOM, isReplanned, type Room } from "./room";

export interface LiveRoom {
  room: Room;
  status: LineStatus;
  /** Why the line is down for good. */
  ended: Failure | undefined;
  send: (command: Command) => Promise<void>;
}

export function useRoom(interviewId: string): LiveRoom {
  const [room, take] = useReducer((before: Room, frame: Frame) => afterFrame(before, frame, performance.now()), EMPTY_ROOM);
  const [status, setStatus] = useState<LineStatus>("connecting");
  const [ended, setEnded] = useState<Failure>();
  const line = useRef<Line>(undefined);
  useEffect(() => {
    const opened = new Line(interviewId, { frame: take, status: setStatus, ended: setEnded });
    line.current = opened;
    void opened.run();
    return () => opened.close();
  }, [interviewId]);
  const mustRead = isReplanned(room);
  useEffect(() => {
    if (!mustRead) return undefined;
    const reading = new AbortController();
    // Whoever loses this loses the number of stages until the page is loaded anew, and nothing else.
    readInterview(interviewId, reading.signal).then(
      (interview) => take({ type: "hello", interview }),
      () => undefined,
    );
    return () => reading.abort();
  }, [interviewId, mustRead]);
  const send = useCallback((command: Command) => line.current?.send(command) ?? Promise.resolve(), []);
  return { room, status, ended, send };
}
