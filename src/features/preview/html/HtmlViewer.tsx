import { useState } from 'react'
import { parseMediaType } from '#fhir/media-type.ts'
import { SourceSwitch, SourceView } from '../parts/SourceView.tsx'
import type { ViewerProps } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import { HtmlView } from './HtmlView.tsx'

/** A stored page: as it looks without its scripts and without anything from elsewhere, and its source beside it. */
export function HtmlViewer(props: ViewerProps) {
  const { blob, contentType, name, bar } = props
  const [source, setSource] = useState(false)
  const type = parseMediaType(contentType)
  const choice = <SourceSwitch label="Page" source={source} onChange={setSource} />
  if (source) {
    return (
      <>
        <ViewerBar bar={bar} label="Page">
          {choice}
        </ViewerBar>
        <SourceView {...props} />
      </>
    )
  }
  return (
    <HtmlView
      html={blob}
      charset={type?.parameters['charset']}
      isXml={type?.essence === 'application/xhtml+xml'}
      name={name}
      bar={bar}
      instead={<SourceView {...props} />}
    >
      {choice}
    </HtmlView>
  )
}
