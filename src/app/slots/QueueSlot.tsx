/** The region of running uploads, outside every page. */
export function QueueSlot() {
  return null
}
