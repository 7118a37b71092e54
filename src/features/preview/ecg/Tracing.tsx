import { Ruler, ZoomIn, ZoomOut } from 'lucide-react'
import { useState } from 'react'
import type { EcgStrip } from '#formats/ecg/recording.ts'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { rateWords, seconds } from './LeadTable.tsx'
import { duration, hasColumns, HOUR, layOut, type LayoutName } from './paper.ts'
import { NATURAL, PaperBox } from './PaperBox.tsx'
import styles from './ecg.module.css'

const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3]
const WHOLE = ZOOMS.indexOf(1)
/** The whole width in view, where that is not too small to read. */
const FIT = -1

/** One strip on millimetre paper, and how it is laid out. */
export function Tracing({ strip }: { strip: EcgStrip }) {
  const columns = hasColumns(strip)
  const [look, setLook] = useState<Look>({
    layout: columns ? 'four' : 'each',
    speed: '25',
    gain: '10',
    zoom: FIT,
    hour: 0,
    hasCaliper: false,
  })
  const scale = { speed: Number(look.speed), gain: Number(look.gain) }
  const paper = layOut(strip, look.layout, scale, look.hour)
  const names = strip.leads.map(({ name }) => name)
  const count = `${names.length} ${names.length === 1 ? 'lead' : 'leads'}`
  return (
    <>
      <Controls
        look={look}
        layouts={LAYOUTS.filter(({ value }) => columns || value === 'each')}
        hours={Math.ceil(duration(strip) / HOUR)}
        onChange={(change) => setLook({ ...look, ...change })}
      />
      <p className={styles['scale']}>
        {look.speed} mm/s, {look.gain} mm/mV; {count}, {seconds(duration(strip))} at{' '}
        {rateWords(strip.rate)}. Drawn as stored: no filter is applied here. A small square is 1 mm
        of this paper, which need not be 1 mm on your screen. Not for diagnosis.
      </p>
      {paper.leftOut !== undefined && <p className={styles['scale']}>{paper.leftOut}</p>}
      <PaperBox
        paper={paper}
        rate={strip.rate}
        scale={scale}
        zoom={look.zoom === FIT ? undefined : NATURAL * (ZOOMS[look.zoom] ?? 1)}
        hasCaliper={look.hasCaliper}
        name={`Tracing of ${names.slice(0, 15).join(', ')}`}
      />
    </>
  )
}

interface Look {
  layout: LayoutName
  speed: string
  gain: string
  /** A place in `ZOOMS`, or `FIT`. */
  zoom: number
  hour: number
  hasCaliper: boolean
}

function Controls(props: {
  look: Look
  layouts: readonly { value: LayoutName; label: string }[]
  hours: number
  onChange: (change: Partial<Look>) => void
}) {
  const { look, layouts, hours, onChange } = props
  return (
    <div className={styles['controls']}>
      <SelectField
        label="Layout"
        options={layouts}
        value={look.layout}
        onChange={(layout) => onChange({ layout })}
      />
      <SelectField
        label="Speed"
        options={SPEEDS}
        value={look.speed}
        onChange={(speed) => onChange({ speed })}
      />
      <SelectField
        label="Gain"
        options={GAINS}
        value={look.gain}
        onChange={(gain) => onChange({ gain })}
      />
      {hours > 1 && look.layout === 'each' && (
        <SelectField
          label="Hour"
          options={Array.from({ length: hours }, (_, at) => ({
            value: String(at),
            label: `${at + 1} of ${hours}`,
          }))}
          value={String(look.hour)}
          onChange={(value) => onChange({ hour: Number(value) })}
        />
      )}
      <Buttons look={look} onChange={onChange} />
    </div>
  )
}

function Buttons(props: { look: Look; onChange: (change: Partial<Look>) => void }) {
  const { look, onChange } = props
  const { zoom, hasCaliper } = look
  return (
    <div className={styles['buttons']}>
      <IconButton
        label="Smaller"
        icon={ZoomOut}
        disabledReason={zoom === 0 ? 'This is the smallest size' : undefined}
        onClick={() => onChange({ zoom: zoom === FIT ? WHOLE - 1 : zoom - 1 })}
      />
      <span className={styles['zoom']}>
        {zoom === FIT ? 'Fitted' : `${Math.round((ZOOMS[zoom] ?? 1) * 100)} %`}
      </span>
      <IconButton
        label="Larger"
        icon={ZoomIn}
        disabledReason={zoom === ZOOMS.length - 1 ? 'This is the largest size' : undefined}
        onClick={() => onChange({ zoom: zoom === FIT ? WHOLE : zoom + 1 })}
      />
      <Button
        icon={Ruler}
        aria-pressed={hasCaliper}
        onClick={() => onChange({ hasCaliper: !hasCaliper })}
      >
        Caliper
      </Button>
    </div>
  )
}

const LAYOUTS: { value: LayoutName; label: string }[] = [
  { value: 'four', label: '3 × 4 and II' },
  { value: 'six', label: '6 × 2' },
  { value: 'each', label: 'All leads in full' },
]

const SPEEDS = ['12.5', '25', '50'].map((value) => ({ value, label: `${value} mm/s` }))
const GAINS = ['5', '10', '20'].map((value) => ({ value, label: `${value} mm/mV` }))
