import { useEffect, useState } from 'react'
import { explainOldOffice } from '#formats/ole/old-office.ts'
import { Reading, STOPPED, useProblem } from '../parts/SourceView.tsx'
import type { Problem, ViewerProps } from '../viewer.ts'

/** Office documents of before 2007, and encrypted ones: nothing here can open them, and that is said by their names. */
export function OleViewer({ blob, onProblem }: ViewerProps) {
  const [known, setKnown] = useState<{ blob: Blob; problem: Problem }>()
  useEffect(() => {
    let current = true
    explainOldOffice(blob).then(
      (problem) => current && setKnown({ blob, problem }),
      () => current && setKnown({ blob, problem: UNREADABLE }),
    )
    return () => {
      current = false
    }
  }, [blob])
  const problem = known?.blob === blob ? known.problem : undefined
  useProblem(problem, onProblem)
  if (problem) return null
  return (
    <Reading label="Reading the document" onStop={() => setKnown({ blob, problem: STOPPED })} />
  )
}

const UNREADABLE: Problem = {
  title: 'This document could not be read',
  advice: 'Load the page again, or look at its bytes.',
}
