import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { oneBrowser } from "../testing/one-browser";
import { Device, type TokenPair } from "./device";
import { Failure, OFFLINE, SIGNED_OUT } from "./failure";

const pair = (name: string, goodForMs: number): TokenPair => ({
  access: `access-${name}`,
  accessExpires: Date.now() + goodForMs,
  refresh: `refresh-${name}`,
});

const refusal = (reason: string, mayRetry = false) => new Failure({ reason, mayRetry });

let storage: Storage;

/** Gives new tokens once for each refresh token, as the server does, and ends the device when one is used again. */
function server() {
  const used = new Set<string>();
  return vi.fn(async (refresh: string) => {
    await Promise.resolve();
    if (used.has(refresh)) throw refusal("REFRESH_REUSED");
    used.add(refresh);
    return pair(`after-${refresh}`, 900_000);
  });
}

beforeEach(() => {
  storage = oneBrowser();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a token that is good is used as it is", async () => {
  const exchange = server();
  const device = new Device(exchange);
  device.signIn(pair("one", 600_000));
  expect(await device.accessToken()).toBe("access-one");
  expect(exchange).not.toHaveBeenCalled();
});

test("a reload stays signed in and exchanges nothing", async () => {
  const exchange = server();
  new Device(exchange).signIn(pair("one", 600_000));
  const reloaded = new Device(exchange);
  expect(reloaded.isSignedIn).toBe(true);
  expect(await reloaded.accessToken()).toBe("access-one");
  expect(exchange).not.toHaveBeenCalled();
});

test("two tabs that need a new token at once exchange one refresh token once", async () => {
  const exchange = server();
  const [one, other] = [new Device(exchange), new Device(exchange)];
  one.signIn(pair("old", 0));
  const tokens = await Promise.all([one.accessToken(), other.accessToken(), one.accessToken()]);
  expect(new Set(tokens)).toEqual(new Set(["access-after-refresh-old"]));
  expect(exchange).toHaveBeenCalledTimes(1);
});

test("a tab that sees the old record still, because storage lags behind the lock, takes what the other tab was given", async () => {
  const exchange = server();
  const [one, other] = [new Device(exchange), new Device(exchange)];
  const old = pair("old", 0);
  one.signIn(old);
  await one.accessToken();
  storage.setItem("viva.device", JSON.stringify(old));
  expect(await other.accessToken()).toBe("access-after-refresh-old");
  expect(exchange).toHaveBeenCalledTimes(1);
  expect(other.isSignedIn).toBe(true);
});

test("a browser that forbids caches exchanges all the same", async () => {
  const forbidden = () => Promise.reject(new DOMException("", "SecurityError"));
  vi.stubGlobal("caches", { open: forbidden, delete: forbidden });
  const device = new Device(server());
  device.signIn(pair("old", 0));
  expect(await device.accessToken()).toBe("access-after-refresh-old");
});

test("the token that another tab has fetched meanwhile takes the place of a stale one", async () => {
  const exchange = server();
  const [one, other] = [new Device(exchange), new Device(exchange)];
  one.signIn(pair("newer", 600_000));
  expect(await other.renew("access-older")).toBe("access-newer");
  expect(exchange).not.toHaveBeenCalled();
});

test.each(["REFRESH_REUSED", "REFRESH_EXPIRED", "REFRESH_UNKNOWN"])("%s ends the device", async (reason) => {
  const device = new Device(() => Promise.reject(refusal(reason)));
  device.signIn(pair("old", 0));
  await expect(device.accessToken()).rejects.toMatchObject({ reason: SIGNED_OUT });
  expect(device.isSignedIn).toBe(false);
});

test("a network that is away ends nothing", async () => {
  const device = new Device(() => Promise.reject(refusal(OFFLINE, true)));
  device.signIn(pair("old", 0));
  await expect(device.accessToken()).rejects.toMatchObject({ reason: OFFLINE });
  expect(device.isSignedIn).toBe(true);
});

test("one exchange that fails does not keep the next from trying", async () => {
  const exchange = vi.fn().mockRejectedValueOnce(refusal(OFFLINE, true)).mockResolvedValueOnce(pair("new", 600_000));
  const device = new Device(exchange);
  device.signIn(pair("old", 0));
  await expect(device.accessToken()).rejects.toMatchObject({ reason: OFFLINE });
  expect(await device.accessToken()).toBe("access-new");
});

test("who signs out in one tab is signed out in all, and only here of their own will", () => {
  const [one, other] = [new Device(server()), new Device(server())];
  one.signIn(pair("one", 600_000));
  const told = vi.fn();
  other.subscribe(told);
  one.leave();
  window.dispatchEvent(Object.assign(new Event("storage"), { key: "viva.device" }));
  expect(told).toHaveBeenCalled();
  expect(other.isSignedIn).toBe(false);
  expect([one.wasLeft, other.wasLeft]).toEqual([true, false]);
});

test("a record that cannot be read is no sign-in", () => {
  storage.setItem("viva.device", "{broken");
  expect(new Device(server()).isSignedIn).toBe(false);
});
