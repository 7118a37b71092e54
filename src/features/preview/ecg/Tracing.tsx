import { Ruler, ZoomIn, ZoomOut } from 'lucide-react'
import { useState } from 'react'
import type { EcgStrip } from '#formats/ecg/recording.ts'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { rateWords, seconds } from './LeadTable.tsx'
import { duration, hasColumns, HOUR, layOut, type LayoutName } from './paper.ts'
import { PaperBox } from './PaperBox.tsx'
import styles from './ecg.module.css'

/** CSS pixels for a millimetre at which one is as long as CSS says. */
const NATURAL = 96 / 25.4
const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3]

/** One strip on millimetre paper, and how it is laid out. */
export function Tracing({ strip }: { strip: EcgStrip }) {
  const columns = hasColumns(strip)
  const [layout, setLayout] = useState<LayoutName>(columns ? 'four' : 'each')
  const [speed, setSpeed] = useState('25')
  const [gain, setGain] = useState('10')
  const [zoom, setZoom] = useState(2)
  const [hour, setHour] = useState(0)
  const [hasCaliper, setHasCaliper] = useState(false)
  const scale = { speed: Number(speed), gain: Number(gain) }
  const paper = layOut(strip, layout, scale, hour)
  const hours = Math.ceil(duration(strip) / HOUR)
  const factor = ZOOMS[zoom] ?? 1
  const percent = `${Math.round(factor * 100)} %`
  return (
    <>
      <div className={styles['controls']}>
        <SelectField
          label="Layout"
          options={LAYOUTS.filter(({ value }) => columns || value === 'each')}
          value={layout}
          onChange={setLayout}
        />
        <SelectField label="Speed" options={SPEEDS} value={speed} onChange={setSpeed} />
        <SelectField label="Gain" options={GAINS} value={gain} onChange={setGain} />
        {hours > 1 && layout === 'each' && (
          <SelectField
            label="Hour"
            options={Array.from({ length: hours }, (_, at) => ({
              value: String(at),
              label: `${at + 1} of ${hours}`,
            }))}
            value={String(hour)}
            onChange={(value) => setHour(Number(value))}
          />
        )}
        <div className={styles['buttons']}>
          <IconButton
            label="Smaller"
            icon={ZoomOut}
            disabledReason={zoom === 0 ? 'This is the smallest size' : undefined}
            onClick={() => setZoom(zoom - 1)}
          />
          <span className={styles['zoom']}>{percent}</span>
          <IconButton
            label="Larger"
            icon={ZoomIn}
            disabledReason={zoom === ZOOMS.length - 1 ? 'This is the largest size' : undefined}
            onClick={() => setZoom(zoom + 1)}
          />
          <Button icon={Ruler} aria-pressed={hasCaliper} onClick={() => setHasCaliper(!hasCaliper)}>
            Caliper
          </Button>
        </div>
      </div>
      <p className={styles['scale']}>
        {speed} mm/s, {gain} mm/mV; {strip.leads.length}{' '}
        {strip.leads.length === 1 ? 'lead' : 'leads'}, {seconds(duration(strip))} at{' '}
        {rateWords(strip.rate)}. Drawn as stored: no filter is applied here. A small square is 1 mm
        of this paper, which need not be 1 mm on your screen. Not for diagnosis.
      </p>
      {paper.leftOut !== undefined && <p className={styles['scale']}>{paper.leftOut}</p>}
      <PaperBox
        paper={paper}
        rate={strip.rate}
        scale={scale}
        zoom={NATURAL * factor}
        hasCaliper={hasCaliper}
        name={`Tracing of ${strip.leads
          .map(({ name }) => name)
          .slice(0, 15)
          .join(', ')}`}
      />
    </>
  )
}

const LAYOUTS: { value: LayoutName; label: string }[] = [
  { value: 'four', label: '3 × 4 and II' },
  { value: 'six', label: '6 × 2' },
  { value: 'each', label: 'All leads in full' },
]

const SPEEDS = ['12.5', '25', '50'].map((value) => ({ value, label: `${value} mm/s` }))
const GAINS = ['5', '10', '20'].map((value) => ({ value, label: `${value} mm/mV` }))
