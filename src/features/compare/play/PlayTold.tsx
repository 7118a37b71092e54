import { TriangleAlert } from 'lucide-react'
import { shortAuthor } from '#fhir/attribution.ts'
import { Icon } from '#ui/display/Icon.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import { listed } from '../changes.ts'
import { otherPatient } from '../dicom/patient-identity.ts'
import { identityWords } from '../patient/identity.ts'
import type { Frames, PlayVersionsProps } from './use-frames.ts'
import styles from './play.module.css'

interface PlayToldProps extends PlayVersionsProps {
  at: number
  frames: Frames
  isPlaying: boolean
}

/** Which version is shown, when and by whom it was saved, how large it is, and which ones are left out. */
export function PlayTold({ versions, deletions, at, frames, isPlaying }: PlayToldProps) {
  const version = versions[at]
  if (version === undefined) return null
  const picture = frames.pictures[at]
  const patient = patientWords(frames, at, versions)
  const skipped = versions.filter((_, place) => frames.known[place] === 'skipped')
  const left = [
    ...(skipped.length > 0
      ? [
          `${listed(skipped.map(({ title }) => title))} ${skipped.length === 1 ? 'is not a picture and is' : 'are not pictures and are'} skipped.`,
        ]
      : []),
    ...(deletions > 0
      ? [`${deletions === 1 ? '1 deletion is' : `${deletions} deletions are`} left out.`]
      : []),
  ]
  return (
    <div
      role="group"
      aria-label="About this version"
      className={styles['told']}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {/* Not each step while it plays: that would be a stream of words. */}
      <p role="status" aria-live={isPlaying ? 'off' : 'polite'}>
        <strong>{version.title}</strong>
        {version.at !== undefined && (
          <span>
            <Time value={version.at} />
          </span>
        )}
        {version.author !== undefined && (
          <span>
            by <bdi title={version.author}>{shortAuthor(version.author)}</bdi>
          </span>
        )}
        {picture !== undefined && <span>{picture.sizeWords}</span>}
        <span>
          {at + 1} of {versions.length}
        </span>
      </p>
      {patient !== undefined && (
        <p role="alert" className={styles['warning']}>
          <Icon icon={TriangleAlert} size={14} />
          {patient}
        </p>
      )}
      {[otherSize(frames, at, versions), ...(picture?.notes ?? []), ...left]
        .filter((words) => words !== undefined)
        .map((words) => (
          <p key={words} className={styles['remark']}>
            {words}
          </p>
        ))}
    </div>
  )
}

/** Where it is of another size than the last picture before it. */
function otherSize(
  { pictures }: Frames,
  at: number,
  versions: PlayToldProps['versions'],
): string | undefined {
  const here = pictures[at]
  const place = pictures.findLastIndex((one, index) => index < at && one !== undefined)
  const before = pictures[place]
  if (here === undefined || before === undefined || here.sizeWords === before.sizeWords) {
    return undefined
  }
  return `${versions[place]?.title ?? 'The one before'} had ${before.sizeWords}. All lie at the same upper left corner.`
}

/** Where it is of another patient than any that was shown before. */
function patientWords(
  { pictures }: Frames,
  at: number,
  versions: PlayToldProps['versions'],
): string | undefined {
  const other = otherPatient(
    pictures.map((one) => one?.patient),
    at,
  )
  if (other === undefined) return undefined
  const which = lower(versions[other.place]?.title ?? 'another one')
  return `Compared with ${which}: ${identityWords(other.identity)}`
}

function lower(title: string): string {
  return title.replace(/^V/u, 'v')
}
