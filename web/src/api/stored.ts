/** Reads JSON that this app keeps in the browser; whatever else may stand there counts as nothing. */

export function readStored<T>(storage: Storage, key: string): T | undefined {
  const text = storage.getItem(key);
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
