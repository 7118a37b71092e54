import { lazy, Suspense, useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { isWritten, type DifferProps } from '../differ.ts'
import { Comparing } from '../shell/Comparing.tsx'
import { useComparison } from '../shell/use-comparison.ts'
import { runStructureDiff } from './compare-structures.ts'
import { StructureView } from './StructureView.tsx'
import styles from './structure.module.css'

type Mode = 'structure' | 'lines' | 'previews'

const TextDiffer = lazy(async () => ({
  default: (await import('../text/TextDiffer.tsx')).TextDiffer,
}))
const SideBySide = lazy(async () => ({
  default: (await import('../side-by-side/SideBySide.tsx')).SideBySide,
}))

/** By structure, or as lines of text where they can be read, or both previews. */
export function StructureDiffer(props: DifferProps) {
  const [mode, setMode] = useState<Mode>('structure')
  const hasLines = isWritten(props.left.kind)
  const modes = [
    { value: 'structure', label: 'By structure' } as const,
    ...(hasLines ? [{ value: 'lines', label: 'By lines' } as const] : []),
    { value: 'previews', label: 'Both previews' } as const,
  ]
  const choice = (
    <SelectField<Mode> label="Compare" hideLabel value={mode} onChange={setMode} options={modes} />
  )
  if (mode === 'structure') {
    return (
      <ByStructure
        {...props}
        choice={choice}
        onInstead={() => setMode(hasLines ? 'lines' : 'previews')}
      />
    )
  }
  const Other = mode === 'lines' ? TextDiffer : SideBySide
  return (
    <>
      <div className={styles['mode']}>{choice}</div>
      <Suspense fallback={<Skeleton lines={8} label="Loading the comparison" />}>
        <Other {...props} />
      </Suspense>
    </>
  )
}

function ByStructure(props: DifferProps & { choice: React.ReactNode; onInstead: () => void }) {
  const { left, right, choice, onInstead } = props
  const { state, stop, again } = useComparison(runStructureDiff, left, right)
  const instead = <Button onClick={onInstead}>Compare in another way</Button>
  return (
    <Comparing {...{ state, stop, again, instead }}>
      {(comparison) => (
        <StructureView comparison={comparison} titles={[left.title, right.title]}>
          {choice}
        </StructureView>
      )}
    </Comparing>
  )
}
