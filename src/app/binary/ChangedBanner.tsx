import type { BinaryState } from '#api/binaries/types.ts'
import { versionName } from '#features/details/version-name.ts'
import { author } from '#fhir/binary.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Time } from '#ui/display/Time.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'

/** Somebody else has changed what is on the screen: says so, and shows it when asked to. */
export function ChangedBanner({ newer, onShow }: { newer: BinaryState; onShow: () => void }) {
  const who = newer.state === 'live' ? author(newer.binary) : undefined
  const what =
    newer.state === 'live'
      ? `${versionName(newer.versionId, undefined)} was saved in the meantime`
      : 'This file was deleted in the meantime'
  return (
    <Banner
      tone="info"
      role="status"
      title={who === undefined ? what : `${what} by ${who}`}
      actions={
        <Button size="s" onClick={onShow}>
          Show
        </Button>
      }
    >
      {newer.lastUpdated !== undefined && <Time value={newer.lastUpdated} />}
    </Banner>
  )
}
