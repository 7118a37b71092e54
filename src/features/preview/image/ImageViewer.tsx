import { useMemo, useState } from 'react'
import type { BytePlace, ImageFacts } from '#formats/image/image-facts.ts'
import type { ImageRefused } from '#formats/image/read-image.ts'
import { Skeleton } from '#ui/display/Progress.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import type { ImageSize } from '#ui/picture/picture-view.ts'
import { useBlobSource } from '#ui/picture/use-blob-source.ts'
import { useProblem } from '../parts/SourceView.tsx'
import type { Problem, ViewerProps } from '../viewer.ts'
import { comesCoarse, CoarseFirst } from './CoarseFirst.tsx'
import { factsWords, uprightLook, uprightSize } from './facts-words.ts'
import { PictureFrame, type PictureLook } from './PictureFrame.tsx'
import { FrameButtons, StillFrame, useStill } from './StillFrame.tsx'
import { useImageReading } from './use-image-reading.ts'

/**
 * One picture. What it says of itself is read first, and what it may not be is not decoded. It is only ever the source of an
 * `<img>`, where the scripts, links and foreign addresses of an SVG are dead.
 */
export function ImageViewer(props: ViewerProps) {
  const isDrawing = props.kind === 'svg'
  const reading = useImageReading(isDrawing ? undefined : props.blob)
  const [failed, setFailed] = useState<Blob>()
  const onError = () => setFailed(props.blob)
  if (isDrawing) {
    const problem = failed === props.blob ? cannotShow(props.contentType) : undefined
    return <Shown {...props} problem={problem} onError={onError} />
  }
  if (reading === undefined)
    return <Skeleton width="100%" height="14rem" label="Reading the image" />
  if (reading.type === 'refused') {
    return <PreviewInside {...props} problem={refusedWords(reading)} place={reading.preview} />
  }
  const { facts } = reading
  if (failed === props.blob || facts.undecodable !== undefined) {
    return <PreviewInside {...props} problem={failedWords(facts)} place={facts.preview} />
  }
  return <Shown {...props} facts={facts} onError={onError} />
}

function Shown(
  props: ViewerProps & { facts?: ImageFacts; problem?: Problem | undefined; onError: () => void },
) {
  const { facts } = props
  const [drawn, setSize] = useState<ImageSize>()
  // Until it is loaded, as its head says: what zooms it works from the first moment.
  const size = drawn ?? (facts === undefined ? { width: 0, height: 0 } : uprightSize(facts))
  useProblem(props.problem, props.onProblem)
  const frames = facts?.frames ?? 1
  const still = useStill(props.blob, frames)
  if (props.problem) return null
  const onSize = (width: number, height: number) =>
    setSize(
      facts?.format === 'WebP' ? uprightSize(facts) : drawnSize(width, height, props.contentType),
    )
  return (
    <>
      {facts?.isCut === true && <CutShort facts={facts} />}
      {facts?.remarks.map((remark) => (
        <Banner key={remark} tone="info" title={remark} />
      ))}
      <PictureFrame
        bar={props.bar}
        size={size}
        facts={facts === undefined ? sizeWords(size) : factsWords(facts)}
        controls={
          still.canStand && (
            <FrameButtons frame={still.frame} frames={frames} onFrame={still.setFrame} />
          )
        }
      >
        {(given) => {
          const look = facts === undefined ? given : uprightLook(given, facts)
          return still.frame === undefined ? (
            <Drawn
              {...{ look, facts, onSize }}
              blob={props.blob}
              alt={props.name}
              onError={props.onError}
            />
          ) : (
            <StillFrame
              look={look}
              blob={props.blob}
              frame={still.frame}
              alt={`${props.name}, frame ${still.frame + 1} of ${frames}`}
              onSize={onSize}
              onError={() => still.setFrame(undefined)}
            />
          )
        }}
      </PictureFrame>
    </>
  )
}

/** A picture as the browser draws it. */
function Drawn({ facts, ...picture }: PictureProps & { facts: ImageFacts | undefined }) {
  return facts !== undefined && comesCoarse(facts) ? (
    <CoarseFirst {...picture} facts={facts} />
  ) : (
    <Picture {...picture} />
  )
}

function sizeWords({ width, height }: ImageSize): string | undefined {
  return width === 0 ? undefined : `${width} × ${height}`
}

/** Where the picture itself can't be shown, the small one inside it, which is said. */
function PreviewInside(props: ViewerProps & { problem: Problem; place: BytePlace | undefined }) {
  const { blob, place, problem } = props
  const [broken, setBroken] = useState(false)
  const [size, setSize] = useState<ImageSize>({ width: 0, height: 0 })
  const small = useMemo(
    () => place && blob.slice(place.start, place.end, 'image/jpeg'),
    [blob, place],
  )
  const reading = useImageReading(small)
  const isShown = small !== undefined && !broken && reading?.type !== 'refused'
  useProblem(isShown ? undefined : problem, props.onProblem)
  if (!isShown || reading === undefined) return null
  return (
    <>
      <Banner tone="warning" title={`${problem.title}: this is the small preview inside it`}>
        {problem.advice}
      </Banner>
      <PictureFrame
        bar={props.bar}
        size={size}
        facts={`Small preview: ${factsWords(reading.facts)}`}
      >
        {(look) => (
          <Picture
            look={look}
            blob={small}
            alt={`Small preview of ${props.name}`}
            onSize={(width, height) => setSize({ width, height })}
            onError={() => setBroken(true)}
          />
        )}
      </PictureFrame>
    </>
  )
}

interface PictureProps {
  look: PictureLook
  blob: Blob
  alt: string
  onSize: (width: number, height: number) => void
  onError: () => void
}

function Picture(props: PictureProps) {
  const picture = useBlobSource(props.blob)
  return (
    <img
      ref={picture}
      className={props.look.className}
      style={props.look.style}
      alt={props.alt}
      draggable={false}
      onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
        props.onSize(naturalWidth, naturalHeight)
      }
      onError={props.onError}
    />
  )
}

/** Browsers draw what there is of a picture without a word about the rest. */
function CutShort({ facts }: { facts: ImageFacts }) {
  return (
    <Banner tone="warning" title="The file is incomplete">
      Its end is missing, so part of the picture may be missing too.
      {facts.preview !== undefined &&
        ' The small preview inside it is whole: elsewhere, the picture may look as if nothing were missing.'}
    </Banner>
  )
}

/** An SVG without a size of its own gets one that can be looked at. */
function drawnSize(width: number, height: number, contentType: string): ImageSize {
  const scalable = contentType.startsWith('image/svg')
  return width > 0 && height > 0
    ? { width, height, scalable }
    : { width: 512, height: 512, scalable }
}

function refusedWords({ reason, isTooLarge }: ImageRefused): Problem {
  return {
    title: isTooLarge ? 'This picture is too large to show' : 'This picture can’t be shown',
    advice: `${reason} ${OTHERWISE}`,
  }
}

function failedWords(facts: ImageFacts): Problem {
  const { format, undecodable, isCut } = facts
  const what = factsWords({ ...facts, orientation: 1 })
  if (format === 'HEIC') {
    return {
      title: 'HEIC pictures can’t be shown by this browser',
      advice: `Their video coding (HEVC) is under patents, so no decoder for it comes with the console. ${isCut ? 'The file is incomplete' : 'What it says of itself'}: ${what}. ${OTHERWISE}`,
    }
  }
  if (undecodable !== undefined) {
    return {
      title: 'This picture can’t be shown',
      advice: `It is ${undecodable}, which browsers don’t decode: ${what}. ${OTHERWISE}`,
    }
  }
  const why = isCut
    ? 'Its end is missing'
    : 'Its data are damaged, or this browser does not know them'
  return { title: 'This picture can’t be shown', advice: `${why}: ${what}. ${OTHERWISE}` }
}

function cannotShow(contentType: string): Problem {
  return {
    title: 'This picture can’t be shown',
    advice: `The file is damaged or incomplete, or this browser does not support ${contentType}. ${OTHERWISE}`,
  }
}

const OTHERWISE = 'You can still view its bytes, or download it.'
