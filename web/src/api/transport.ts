/** gRPC-Web to the origin that the page came from. The contract says itself which methods want a token. */

import { getOption } from "@bufbuild/protobuf";
import { ConnectError, createClient, type Interceptor } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { access } from "../gen/viva/contract/v1/options_pb";
import { AuthService } from "../gen/viva/session/v1/auth_service_pb";
import type { Tokens } from "../gen/viva/session/v1/tokens_pb";
import { Device, type TokenPair } from "./device";
import { failureOf, REFERENCE } from "./failure";

const CALL_MS = 20_000;
/** A token that is refused for one of these is exchanged once; where the device is over, the exchange finds out. */
const STALE = new Set(["TOKEN_EXPIRED", "TOKEN_REVOKED", "TOKEN_INVALID"]);
/** Streams live for minutes; each end is handled by whoever follows them. */
export const STREAM = { timeoutMs: 0 };

/** Gives each call a trace of its own, which logs name it by, and hands it back with an error. */
const traced: Interceptor = (next) => async (request) => {
  const trace = newTrace();
  request.header.set("traceparent", `00-${trace}-${randomHex(8)}-01`);
  try {
    return await next(request);
  } catch (error) {
    const refused = ConnectError.from(error);
    refused.metadata.set(REFERENCE, trace);
    throw refused;
  }
};

const signed: Interceptor = (next) => async (request) => {
  if (getOption(request.method, access).isPublic) return next(request);
  const token = await device.accessToken();
  request.header.set("authorization", `Bearer ${token}`);
  try {
    return await next(request);
  } catch (error) {
    if (!STALE.has(failureOf(error).reason)) throw error;
    request.header.set("authorization", `Bearer ${await device.renew(token)}`);
    return next(request);
  }
};

export const transport = createGrpcWebTransport({
  baseUrl: window.location.origin,
  defaultTimeoutMs: CALL_MS,
  interceptors: [traced, signed],
});

/** This browser's tokens. */
export const device = new Device(async (refresh) => {
  try {
    const { tokens } = await createClient(AuthService, transport).refreshToken({ refreshToken: refresh });
    return tokenPair(tokens);
  } catch (error) {
    throw failureOf(error);
  }
});

/** Tokens as the server gives them out, with the moment at which the access token ends by this machine's clock. */
export function tokenPair(tokens: Tokens | undefined): TokenPair {
  const seconds = Number(tokens?.accessDuration?.seconds ?? 0n);
  return { access: tokens?.accessToken ?? "", accessExpires: Date.now() + seconds * 1000, refresh: tokens?.refreshToken ?? "" };
}

/** A new trace id as W3C Trace Context writes it. */
export function newTrace(): string {
  return randomHex(16);
}

function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
