import { codecsOf } from '#formats/media/codecs.ts'
import type { ByteRanges } from '#formats/source-port.ts'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import type { Problem } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'

/** What the player of a whole and that of parts have in common. */
export function SpeedControl(props: {
  bar: HTMLElement | null
  speed: Speed
  onChange: (speed: Speed) => void
}) {
  const { bar, speed, onChange } = props
  return (
    <ViewerBar bar={bar} label="Playback">
      <SelectField label="Speed" hideLabel options={SPEEDS} value={speed} onChange={onChange} />
    </ViewerBar>
  )
}

const SPEEDS = (['0.25', '0.5', '0.75', '1', '1.25', '1.5', '2'] as const).map((value) => ({
  value,
  label: value === '1' ? 'Normal speed' : `${value}× speed`,
}))
export type Speed = (typeof SPEEDS)[number]['value']

export function OnlySound() {
  return (
    <Banner tone="warning" title="Only the sound of this file can be played here">
      Either it holds no picture, or this browser can’t decode it. Download the file and open it in
      a player to be sure.
    </Banner>
  )
}

/** Says what a recording is coded with that can't be played. */
export async function tellWhy(
  content: ByteRanges,
  contentType: string,
  onProblem: (problem: Problem) => void,
): Promise<void> {
  const codecs = await codecsOf(content).catch(() => [])
  const what = codecs.length === 0 ? contentType : `${codecs.join(' and ')} in ${contentType}`
  onProblem({
    title: 'This recording can’t be played here',
    advice: `The file is damaged, or this browser can’t play ${what}. Download it and open it in a player.`,
  })
}
