import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react'
import { useApi } from '#api/context.tsx'
import type { Binary } from '#fhir/types.ts'
import { Button } from '#ui/controls/Button.tsx'
import { whileInView } from '#ui/while-in-view.ts'
import type { Headline } from '../changes.ts'
import { findHeadline, findingOf, headlineKey, keptHeadline } from './find-headline.ts'
import styles from './headline.module.css'

interface HeadlineProps {
  org: string
  id: string
  older: HeadlineVersion
  newer: HeadlineVersion
  /** Whether small contents may be read without being asked: each read is in the server's audit log. */
  isUnasked: boolean
}

interface HeadlineVersion {
  versionId: string
  title: string
  binary: Binary
}

/** One line that says what changed in the content between two versions. It is found while it is in view. */
export function HeadlineOf(props: HeadlineProps) {
  const { org, older, newer, isUnasked } = props
  const finding = findingOf(older.binary, newer.binary)
  const pair = headlineKey(org, older.binary, newer.binary)
  if (finding === 'none') return null
  const isAsked = finding === 'ask' || !isUnasked
  return isAsked ? (
    <Asked key={pair} pair={pair} {...props} />
  ) : (
    <Unasked key={pair} pair={pair} {...props} />
  )
}

type PairProps = HeadlineProps & { pair: string }

/** Its place is kept from the start, so that nothing moves when the line comes. What fails leaves it empty. */
function Unasked(props: PairProps) {
  const place = useRef<HTMLParagraphElement>(null)
  const found = useFoundInView(place, props)
  return (
    <p ref={place} className={styles['headline']}>
      {found !== undefined && found !== null && <Words headline={found} />}
    </p>
  )
}

function useFoundInView(place: RefObject<HTMLElement | null>, props: PairProps) {
  const [found, setFound] = useState(() => keptHeadline(props.pair))
  const finder = useFinder(props)
  const find = useEffectEvent(async (signal: AbortSignal) => {
    const next = await finder(signal, true)
    if (!signal.aborted) setFound(next)
  })
  const done = found !== undefined
  useEffect(() => {
    const element = place.current
    if (done || element === null) return undefined
    // What could not be read may be another time: then its turn comes when it is back in view.
    return whileInView(element, (signal) => void find(signal).catch(() => undefined))
  }, [place, done])
  return found
}

function Words({ headline: { first, rest } }: { headline: Headline }) {
  return (
    <>
      <bdi>{first}</bdi>
      {rest !== '' && <span>{rest}</span>}
    </>
  )
}

type AskedState =
  | { phase: 'ready' | 'working' | 'failed' }
  | { phase: 'done'; found: Headline | null }

/** Only when somebody asks: much has to be read, or reading ahead is switched off. */
function Asked(props: PairProps) {
  const [state, setState] = useState<AskedState>(() => {
    const found = keptHeadline(props.pair)
    return found === undefined ? { phase: 'ready' } : { phase: 'done', found }
  })
  const finder = useFinder(props)
  const isWorking = state.phase === 'working'
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const find = async () => {
    const controller = new AbortController()
    running.current = controller
    setState({ phase: 'working' })
    const found = await finder(controller.signal, false).then(
      (found): AskedState => ({ phase: 'done', found }),
      (): AskedState => ({ phase: 'failed' }),
    )
    if (!controller.signal.aborted) setState(found)
  }
  const stop = () => {
    running.current?.abort()
    setState({ phase: 'ready' })
  }
  if (state.phase === 'done') {
    return (
      <p className={styles['headline']} role="status">
        {state.found === null ? (
          'This change can’t be told in one line.'
        ) : (
          <Words headline={state.found} />
        )}
      </p>
    )
  }
  return (
    <div className={styles['asked']}>
      <Button
        size="s"
        variant="quiet"
        aria-label={isWorking ? undefined : `Find what changed in ${props.newer.title}`}
        onClick={() => (isWorking ? stop() : void find())}
      >
        {isWorking ? 'Stop' : 'Find what changed'}
      </Button>
      <span role="status">
        {isWorking && `Comparing with ${props.older.title.toLowerCase()}…`}
        {state.phase === 'failed' && 'It could not be found. Open the changes to see why.'}
      </span>
    </div>
  )
}

/** Milliseconds that a content stays here for the next pair, which has it too. */
const KEPT_FOR_NEXT = 20_000

function useFinder({ org, id, older, newer, pair }: PairProps) {
  const { binaries } = useApi()
  const queryClient = useQueryClient()
  const side = ({ versionId, binary }: HeadlineVersion) => ({
    binary,
    load: (signal: AbortSignal) =>
      binaries.loadContent(queryClient, { org, id, versionId }, signal, KEPT_FOR_NEXT),
  })
  return (signal: AbortSignal, isUnasked: boolean) =>
    findHeadline({ key: pair, sides: [side(older), side(newer)], isUnasked }, signal)
}
