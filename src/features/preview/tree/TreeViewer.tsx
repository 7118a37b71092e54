import { ListChevronsDownUp, ListChevronsUpDown } from 'lucide-react'
import { useState } from 'react'
import { formatBytes } from '#lib/format.ts'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { Reading, SourceSwitch, SourceView, useProblem } from '../parts/SourceView.tsx'
import type { ViewerProps } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import { TreeBox } from './TreeBox.tsx'
import { LARGEST_TREE, useTree } from './use-tree.ts'
import documentStyles from '../parts/document.module.css'

/** JSON and XML as a tree that can be folded, beside their source. FHIR resources are titled, and their files open. */
export function TreeViewer(props: ViewerProps) {
  const { tree, problem, isTooLarge, stop, toggle, openAll, closeAll } = useTree(props)
  const [source, setSource] = useState(false)
  useProblem(problem, props.onProblem)
  if (problem) return null
  const opened = tree?.opened
  const isTree = opened?.type === 'tree'
  const asSource = source || isTooLarge || (opened !== undefined && !isTree)
  return (
    <>
      <ViewerBar bar={props.bar} label="Tree">
        {isTree && !source && (
          <>
            <IconButton size="s" label="Open all" icon={ListChevronsUpDown} onClick={openAll} />
            <IconButton size="s" label="Close all" icon={ListChevronsDownUp} onClick={closeAll} />
          </>
        )}
        {isTree && <SourceSwitch label="Tree" source={source} onChange={setSource} />}
      </ViewerBar>
      {isTooLarge && (
        <Banner tone="info" title="Shown as its text">
          As a tree only what has up to {formatBytes(LARGEST_TREE)} can be shown.
        </Banner>
      )}
      {opened?.type === 'refused' && (
        <Banner tone="warning" title="Shown as its text">
          {opened.reason}
        </Banner>
      )}
      {asSource && <SourceView {...props} encoding={opened?.encoding} />}
      {!asSource && !tree && <Reading label="Reading the content" onStop={stop} />}
      {!asSource && tree?.opened.type === 'tree' && (
        <>
          {tree.opened.remarks.length > 0 && (
            <Banner tone="warning" title="What was found while reading">
              <ul className={documentStyles['remarks']}>
                {tree.opened.remarks.map((remark) => (
                  <li key={remark}>{remark}</li>
                ))}
              </ul>
            </Banner>
          )}
          <TreeBox tree={tree} name={props.name} onToggle={toggle} />
        </>
      )}
    </>
  )
}
