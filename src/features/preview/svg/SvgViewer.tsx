import { useState } from 'react'
import { Banner } from '#ui/feedback/Banner.tsx'
import { ImageViewer } from '../image/ImageViewer.tsx'
import { Remarks } from '../parts/Remarks.tsx'
import { Reading, SourceSwitch, SourceView } from '../parts/SourceView.tsx'
import type { ViewerProps } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import { useDrawing } from './use-drawing.ts'

/**
 * A drawing as a picture, and its source beside it. What the page draws is not the file but what was understood of it,
 * after it was drawn once in the sandbox: without scripts, addresses and animations, and never so much that it hangs.
 */
export function SvgViewer(props: ViewerProps) {
  const { drawing, stop } = useDrawing(props.blob, props.contentType)
  const [source, setSource] = useState(false)
  const isShown = drawing?.type === 'shown'
  return (
    <>
      <ViewerBar bar={props.bar} label="Drawing">
        {isShown && <SourceSwitch label="Drawing" source={source} onChange={setSource} />}
      </ViewerBar>
      {drawing === undefined && <Reading label="Reading the drawing" onStop={stop} />}
      {drawing?.type === 'refused' && (
        <Banner tone="warning" title="This drawing is shown as its source">
          {drawing.reason}
        </Banner>
      )}
      {drawing && (source || !isShown) && <SourceView {...props} encoding={drawing.encoding} />}
      {isShown && !source && (
        <>
          <Remarks
            remarks={[...drawing.remarks, ...drawing.foreign.map((text) => `Not drawn: “${text}”`)]}
          />
          <ImageViewer
            {...props}
            blob={drawing.picture}
            contentType="image/svg+xml"
            name={drawing.title === undefined ? props.name : `${props.name}: ${drawing.title}`}
          />
        </>
      )}
    </>
  )
}
