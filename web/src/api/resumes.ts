/** A candidate's résumés: uploading, following how they are read, listing, deleting. */

import { createClient } from "@connectrpc/connect";
import type { ResumeContent } from "../gen/viva/resume/v1/resume_content_pb";
import { ResumeService as ReaderService } from "../gen/viva/resume/v1/resume_service_pb";
import { ResumeState } from "../gen/viva/resume/v1/resume_state_pb";
import type { Resume } from "../gen/viva/session/v1/resume_pb";
import { ResumeService } from "../gen/viva/session/v1/resume_service_pb";
import { present } from "./accounts";
import type { Page } from "./contract";
import { Failure, failureInDocument, OFFLINE } from "./failure";
import { following } from "./following";
import { device, newTrace, STREAM, transport } from "./transport";

const resumes = createClient(ResumeService, transport);
const reader = createClient(ReaderService, transport);

/** What one résumé may weigh; the server judges for itself. */
export const LARGEST_BYTES = 10 * 1024 * 1024;

export async function listResumes(pageToken: string, signal: AbortSignal): Promise<Page<Resume>> {
  const page = await resumes.listResumes({ pageSize: 20, pageToken }, { signal });
  return { items: page.resumes, nextToken: page.nextPageToken };
}

/** A résumé and, once it is read, what it says. `isBlind`: what tells whose it is was left out for this reader. */
export interface ReadResume {
  resume: Resume;
  content: ResumeContent | undefined;
  isBlind: boolean;
}

export async function readResume(resumeId: string, signal: AbortSignal): Promise<ReadResume> {
  const resume = present((await resumes.getResume({ resumeId }, { signal })).resume);
  if (resume.state !== ResumeState.READY) return { resume, content: undefined, isBlind: false };
  const { content, isBlind } = await resumes.getResumeContent({ resumeId }, { signal });
  return { resume, content: present(content), isBlind };
}

/** A page as a picture. `isTypeset`: set by Viva from the words that were read; `isBlind`: without what tells whose it is. */
export interface PagePicture {
  picture: Blob;
  isTypeset: boolean;
  isBlind: boolean;
}

/** Draws a page, counted from 1. */
export async function drawPage(resumeId: string, page: number, signal: AbortSignal): Promise<PagePicture> {
  const pieces: BlobPart[] = [];
  let about = { mediaType: "", isTypeset: false, isBlind: false };
  for await (const { part } of reader.drawPage({ resumeId, page }, { signal })) {
    if (part.case === "header") about = part.value;
    if (part.case === "piece") pieces.push(Uint8Array.from(part.value));
  }
  return { picture: new Blob(pieces, { type: about.mediaType }), isTypeset: about.isTypeset, isBlind: about.isBlind };
}

export async function deleteResume(resumeId: string): Promise<void> {
  await resumes.deleteResume({ resumeId });
}

export async function readAnew(resumeId: string): Promise<Resume> {
  return present((await resumes.reprocessResume({ resumeId })).resume);
}

/** Tells a résumé as it is after each thing that happens to it. */
export async function watchResume(resumeId: string, tell: (resume: Resume) => void, signal: AbortSignal): Promise<void> {
  const open = (afterSequence: bigint) => resumes.watchResume({ resumeId, afterSequence }, { ...STREAM, signal });
  for await (const { resume } of following(open, signal)) {
    if (resume) tell(resume);
  }
}

/**
 * Uploads a file and returns the résumé's id. By REST, because gRPC-Web has no client streams; with XMLHttpRequest, because fetch
 * does not say how far an upload has come. Safe to repeat with the same `requestId`.
 */
export async function upload(file: File, requestId: string, progress: (share: number) => void): Promise<string> {
  const token = await device.accessToken();
  const trace = newTrace();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/resumes/upload?${new URLSearchParams({ request_id: requestId, file_name: file.name })}`);
    request.setRequestHeader("authorization", `Bearer ${token}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("traceparent", `00-${trace}-${trace.slice(16)}-01`);
    request.responseType = "json";
    request.upload.onprogress = (event) => progress(event.loaded / event.total);
    request.onerror = () => reject(new Failure({ reason: OFFLINE, mayRetry: true, reference: trace }));
    request.onload = () => {
      if (request.status < 300) resolve((request.response as { resume_id: string }).resume_id);
      else reject(failureInDocument(request.response, trace));
    };
    request.send(file);
  });
}
