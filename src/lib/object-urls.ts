/**
 * Every object URL of the console is made here, so that signing out can take all of them back:
 * as long as one lives, so does the content it stands for.
 */
const alive = new Set<string>()
const whenAllGo = new Set<() => void>()

/** A `blob:` address for as long as it is needed; give it back to `revokeObjectUrl`. */
export function createObjectUrl(blob: Blob): string {
  const url = URL.createObjectURL(blob)
  alive.add(url)
  return url
}

export function revokeObjectUrl(url: string): void {
  alive.delete(url)
  URL.revokeObjectURL(url)
}

/** Takes back whatever is still out: at sign-out and when the screen locks. */
export function revokeAllObjectUrls(): void {
  for (const url of alive) revokeObjectUrl(url)
  for (const forget of whenAllGo) forget()
}

/** For what keeps addresses over time: it must not hand out one that was taken back, nor know any longer what it stood for. */
export function onRevokeAllObjectUrls(forget: () => void): void {
  whenAllGo.add(forget)
}
