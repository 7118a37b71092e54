import { lazy, Suspense, useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { isWritten, type DifferProps, type Side } from '../differ.ts'
import { isDocument } from '../document/is-document.ts'
import { changesFile } from '../saving/changes-file.ts'
import { SaveFile, yieldTurn } from '../saving/SaveFile.tsx'
import { Comparing } from '../shell/Comparing.tsx'
import { useComparison } from '../shell/use-comparison.ts'
import { SaveDifference } from '../text/unified/SaveDifference.tsx'
import { runStructureDiff, wholeStructure } from './compare-structures.ts'
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
        <StructureView
          comparison={comparison}
          titles={[left.title, right.title]}
          save={<SaveChanges {...{ left, right }} />}
        >
          {choice}
        </StructureView>
      )}
    </Comparing>
  )
}

/** All changes as a table; of written documents also the difference of their texts. */
function SaveChanges({ left, right }: Pick<DifferProps, 'left' | 'right'>) {
  const content = ({ blob, kind, contentType }: Side) => ({ blob, kind, contentType })
  return (
    <>
      <SaveFile
        label="Save as .csv"
        extension="csv"
        titles={[left.title, right.title]}
        make={async (signal, of) =>
          changesFile(await wholeStructure(content(left), content(right), signal), of, yieldTurn)
        }
      />
      {isDocument(left) && <SaveDifference {...{ left, right }} />}
    </>
  )
}
