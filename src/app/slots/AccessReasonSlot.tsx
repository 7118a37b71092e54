/** The access reason, in the top bar. */
export function AccessReasonSlot() {
  return null
}
