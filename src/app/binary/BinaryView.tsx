/** The parts of a Binary's page, which the reading pane and the page of one version share. */
import { usePrefetchQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { listedBinary } from '#api/binaries/listed-binary.ts'
import type { BinaryState, LiveBinary } from '#api/binaries/types.ts'
import { useApi } from '#api/context.tsx'
import { isApiError } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { Details } from '#features/details/Details.tsx'
import { LatestVersions, versionName } from '#features/details/LatestVersions.tsx'
import { CorrectType } from '#features/edit/CorrectType.tsx'
import { PreviewOfBinary, type PreviewOfBinaryProps } from '#features/preview/Preview.tsx'
import { shortAuthor } from '#fhir/attribution.ts'
import { author } from '#fhir/binary/binary.ts'
import { isolate } from '#lib/isolate.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { cx } from '#ui/cx.ts'
import { Skeleton } from '#ui/display/Progress.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'
import { DeletedBinary } from './DeletedBinary.tsx'
import styles from './binary.module.css'

export interface BinaryViewProps {
  org: string
  id: string
  watched: WatchedBinary
  /** In the reading pane, which is always narrow. */
  stacked?: boolean | undefined
}

/** A Binary as it is now, whatever has become of it, with what others did to it meanwhile. */
export function BinaryView({ org, id, watched, stacked }: BinaryViewProps) {
  const { shown, newer, showNewer, error, retry } = watched
  return (
    <>
      {newer && <ChangedBanner newer={newer} onShow={showNewer} />}
      {error && <BinaryFailed {...{ org, error }} onRetry={retry} />}
      {!error && shown === undefined && <BinaryLoading />}
      {shown?.state === 'deleted' && <DeletedBinary {...{ org, id }} deleted={shown} />}
      {shown?.state === 'live' && (
        <BinaryBody
          {...{ org, id, shown, stacked }}
          renderCorrection={(contentType) => (
            <CorrectType
              {...{ org, id, contentType, binary: shown.binary, versionId: shown.versionId }}
            />
          )}
        />
      )}
    </>
  )
}

/** The preview, large, and the details beside it; below it where there is no room beside. */
export function BinaryBody(props: {
  org: string
  id: string
  shown: LiveBinary
  stacked?: boolean | undefined
  renderCorrection?: PreviewOfBinaryProps['renderCorrection']
}) {
  const { org, id, shown, stacked, renderCorrection } = props
  const { binary, versionId, lastUpdated } = shown
  return (
    <div className={cx(styles['body'], stacked === true && styles['stacked'])}>
      <div className={styles['preview']}>
        <PreviewOfBinary {...{ org, id, versionId, binary, renderCorrection }} />
      </div>
      <div className={styles['beside']}>
        <Details {...{ org, binary, versionId, lastUpdated }}>
          <LatestVersions {...{ org, id, versionId }} />
        </Details>
      </div>
    </div>
  )
}

/** A Binary that could not be read, in words. That it never existed is told apart from a failure. */
export function BinaryFailed(props: {
  org: string
  error: Error
  onRetry: () => void
  /** What was asked for. */
  what?: 'file' | 'version'
}) {
  const { org, error, onRetry, what = 'file' } = props
  const toList = <LinkButton to={paths.binaries(org)}>Go to Binaries</LinkButton>
  if (isApiError(error, 'not-found')) {
    return (
      <EmptyState title={`This ${what} does not exist`} actions={toList}>
        Nothing was ever stored here under this id. Check the link, or search the list.
      </EmptyState>
    )
  }
  const { title, advice, details } = explainError(error)
  const actions = (
    <>
      <Button variant="primary" onClick={onRetry}>
        Try again
      </Button>
      {toList}
    </>
  )
  return <ErrorState title={title} advice={advice} details={details} actions={actions} />
}

/** In the shape of what comes. */
export function BinaryLoading() {
  return <Skeleton width="100%" height="60vh" label="Loading" />
}

/** Somebody else has changed what is on the screen: says so, and shows it when asked to. */
function ChangedBanner({ newer, onShow }: { newer: BinaryState; onShow: () => void }) {
  const who = newer.state === 'live' ? author(newer.binary) : newer.author
  const what =
    newer.state === 'live'
      ? `${versionName(newer.versionId, undefined)} was saved in the meantime`
      : 'This file was deleted in the meantime'
  return (
    <Banner
      tone="info"
      role="status"
      title={who === undefined ? what : `${what} by ${isolate(shortAuthor(who))}`}
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

/** Milliseconds between two quiet looks at whether anything has changed. */
const LOOK_EVERY = 30_000

export interface WatchedBinary {
  /** What is on the screen: it changes by the reader's own doing only. */
  shown: BinaryState | undefined
  /** What has become of it meanwhile, by somebody else's. */
  newer: BinaryState | undefined
  /** What is shown is what the list said: its own answer is on the way. */
  isListed: boolean
  showNewer: () => void
  error: Error | null
  retry: () => void
}

/**
 * A Binary as it was when it was opened. When the window gets the focus again, and every half minute while it can be
 * seen, it is asked for once more; what has changed is told and not put in place, for somebody may be reading.
 */
export function useBinary(org: string, id: string): WatchedBinary {
  const api = useApi()
  const options = api.binaries.detail(org, id)
  const queryClient = useQueryClient()
  // How the content is read is asked for beside, not after.
  usePrefetchQuery(api.capabilities(org))
  const detail = useQuery({
    ...options,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    placeholderData: () => listedBinary(queryClient, org, id),
  })
  const of = `${org}/${id}`
  const [held, setHeld] = useState<Held>()
  const mine = held?.of === of ? held : undefined
  // What the reader does meanwhile changes it once more, and then is what counts.
  const newer =
    mine?.newer !== undefined && detail.data !== undefined && isSame(mine.newer, detail.data)
      ? mine.newer
      : undefined
  const shown =
    mine === undefined || (mine.newer !== undefined && !newer) ? detail.data : mine.shown

  const look = useEffectEvent(async () => {
    if (shown === undefined || detail.isPlaceholderData || document.visibilityState === 'hidden')
      return
    // Held while it is asked for, since the answer takes the place of what the cache has.
    const look = { of, shown, newer }
    setHeld(look)
    const now = await queryClient.fetchQuery({ ...options, staleTime: 0 }).catch(() => undefined)
    // Asked in vain: all stays as it is, and the next look asks again.
    const next = now ?? newer
    const after = next === undefined || isSame(shown, next) ? undefined : { of, shown, newer: next }
    // What the reader has asked to see meanwhile stays.
    setHeld((held) => (held === look ? after : held))
  })
  useEffect(() => {
    const onLook = () => void look()
    const timer = setInterval(onLook, LOOK_EVERY)
    window.addEventListener('focus', onLook)
    document.addEventListener('visibilitychange', onLook)
    return () => {
      clearInterval(timer)
      window.removeEventListener('focus', onLook)
      document.removeEventListener('visibilitychange', onLook)
    }
  }, [])
  return {
    shown,
    newer,
    isListed: detail.isPlaceholderData,
    showNewer: () => setHeld(undefined),
    error: shown === undefined ? detail.error : null,
    retry: () => void detail.refetch(),
  }
}

interface Held {
  of: string
  shown: BinaryState
  /** `undefined` while it is being asked for. */
  newer: BinaryState | undefined
}

/** By version where there is one, else by time; a server that tells neither can't be told apart from itself. */
function isSame(one: BinaryState, other: BinaryState): boolean {
  return (
    one.state === other.state &&
    one.versionId === other.versionId &&
    one.lastUpdated === other.lastUpdated
  )
}
