import { UploadButton, UploadProgressButton } from '#features/upload/panel/UploadButtons.tsx'

/** The upload button with the queue's progress, in the top bar. */
export function UploadSlot() {
  return (
    <>
      <UploadProgressButton />
      <UploadButton />
    </>
  )
}
