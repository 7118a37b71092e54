import { useEffect, useReducer, useRef, useState, useSyncExternalStore } from 'react'
import type { DrawnFrame, PictureModel } from '#formats/dicom/pixels/picture-model.ts'
import { PART_MISSING } from '#formats/source-port.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { changeView, FITTED, type ImageAction } from '#ui/picture/picture-view.ts'
import { useSize } from '#ui/use-size.ts'
import { ViewerBar } from '../../ViewerBar.tsx'
import type { Dicom } from '../use-dicom.ts'
import { FrameBar } from './FrameBar.tsx'
import { cautionsOf, type Line, type PicturePoint } from './measure.ts'
import { PictureStore, type PictureState } from './picture-store.ts'
import { PictureControls } from './PictureControls.tsx'
import { PictureStatus } from './PictureStatus.tsx'
import type { Tool } from './stage-props.ts'
import { Stage } from './Stage.tsx'
import styles from './picture.module.css'

/** Pictures of an object: greys by window, frames, overlays, measures, and what must be known about them. */
export function PictureView(props: {
  dicom: Dicom
  model: PictureModel
  name: string
  /** `null` while the picture is not in view. */
  bar: HTMLElement | null
  onStop: () => void
}) {
  const { dicom, model, name, bar, onStop } = props
  const [store] = useState(
    () =>
      new PictureStore(model, {
        draw: (wanted) => dicom.client.call('draw', wanted),
        probe: (at) => dicom.client.call('probe', at),
      }),
  )
  const state = useSyncExternalStore(store.store.subscribe, store.store.get)
  useEffect(() => store.start(), [store])
  useEffect(() => {
    if (bar === null) store.pause()
  }, [bar, store])
  const [tool, setTool] = useState<Tool>(model.grey ? 'window' : 'move')
  const [lines, setLines] = useState<readonly Line[]>([])
  const [cursor, setCursor] = useState<PicturePoint>()
  const stage = useRef<HTMLDivElement>(null)
  const frame = useSize(stage)
  const { drawn } = state
  const size = sizeOf(drawn, model)
  const [view, change] = useReducer(
    (before: typeof FITTED, action: ImageAction) => changeView(before, action, size, frame),
    FITTED,
  )
  const shown = { view, size, frame, change }
  const marks = { tool, setTool, lines, setLines, cursor, setCursor }
  return (
    <>
      <ViewerBar bar={bar} label="Picture">
        <PictureControls store={store} state={state} tool={tool} onTool={setTool} {...shown} />
      </ViewerBar>
      <Notices model={model} drawn={drawn} lines={lines} />
      <FrameFault store={store} state={state} />
      <Stage
        ref={stage}
        label={labelOf(dicom, model, state.index)}
        told={toldOf(dicom)}
        name={name}
        onStop={onStop}
        store={store}
        state={state}
        {...shown}
        {...marks}
      />
      {model.frames > 1 && <FrameBar store={store} state={state} />}
      <PictureStatus store={store} state={state} {...shown} />
    </>
  )
}

/** Why the frame that is wanted is not drawn. */
function FrameFault({ store, state }: { store: PictureStore; state: PictureState }) {
  const { fault, index } = state
  if (fault === undefined) return null
  const isMissing = fault === PART_MISSING
  const again = (
    <Button size="s" onClick={() => store.go(index)}>
      Try again
    </Button>
  )
  return (
    <Banner
      tone="warning"
      role="status"
      title={`Frame ${index + 1} can’t be shown`}
      actions={isMissing && again}
    >
      {isMissing ? 'A part of the file could not be loaded.' : fault}
    </Banner>
  )
}

/** As it is seen: pixels may be wider than high. It may be blown up to fill its place. */
function sizeOf(drawn: DrawnFrame | undefined, model: PictureModel) {
  const { rows, columns, ratio } = drawn ?? { ...model, ratio: 1 }
  return ratio >= 1
    ? { width: columns * ratio, height: rows, scalable: true }
    : { width: columns, height: rows / ratio, scalable: true }
}

/** What the picture is, for those who don't see it. */
function labelOf(dicom: Dicom, model: PictureModel, index: number): string {
  const { summary } = dicom
  const modality = factOf(dicom, 'Modality')
  const frames = model.frames > 1 ? [`frame ${index + 1} of ${model.frames}`] : []
  const size = `${model.columns} × ${model.rows} pixels`
  return [
    summary.title,
    ...(modality === undefined ? [] : [modality]),
    ...toldOf(dicom),
    size,
    ...frames,
  ].join(', ')
}

/** Body part, side and view. */
function toldOf(dicom: Dicom): string[] {
  const side = factOf(dicom, 'Laterality')
  const view = factOf(dicom, 'View')
  return [factOf(dicom, 'Body part'), side && `side: ${side}`, view && `view: ${view}`].filter(
    (fact) => fact !== undefined,
  )
}

function factOf({ summary }: Dicom, label: string): string | undefined {
  return summary.facts.find((fact) => fact.label === label)?.value
}

/** What must be known whoever looks at it. */
function Notices(props: {
  model: PictureModel
  drawn: DrawnFrame | undefined
  lines: readonly Line[]
}) {
  const { model, drawn, lines } = props
  const cautions = drawn ? cautionsOf(lines, drawn) : []
  const notices = [...model.notices, ...(drawn?.problems ?? []), ...cautions]
  if (notices.length === 0) return null
  return (
    <ul className={styles['notices']} aria-label="To be known">
      {notices.map((notice) => (
        <li key={notice}>{notice}</li>
      ))}
    </ul>
  )
}
