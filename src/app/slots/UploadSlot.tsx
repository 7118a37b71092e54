/** The upload button, in the top bar. */
export function UploadSlot() {
  return null
}
