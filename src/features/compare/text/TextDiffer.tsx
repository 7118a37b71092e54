import { useState } from 'react'
import type { DifferProps } from '../differ.ts'
import { Comparing } from '../shell/Comparing.tsx'
import { useComparison } from '../shell/use-comparison.ts'
import { runTextDiff } from './compare-texts.ts'
import { TextDiffView } from './TextDiffView.tsx'

/** Texts, line by line, with words marked. */
export function TextDiffer({ left, right }: DifferProps) {
  const [ignored, setIgnored] = useState('')
  const { state, stop, again } = useComparison(runTextDiff, left, right, ignored)
  return (
    <Comparing {...{ state, stop, again }}>
      {(diff) => (
        <TextDiffView
          // What is open and where one is belongs to one comparison.
          key={ignored}
          diff={diff}
          {...{ left, right }}
          ignored={ignored}
          onIgnore={setIgnored}
        />
      )}
    </Comparing>
  )
}
