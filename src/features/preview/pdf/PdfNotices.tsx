import { Banner } from '#ui/feedback/Banner.tsx'
import type { InnerFile, PdfFacts } from './pdf-facts.ts'

/** What the pages do not say themselves: why they may differ from what the author saw, and where the rest is. */
export function PdfNotices(props: {
  facts: PdfFacts
  files: readonly InnerFile[]
  missingFonts: readonly string[]
}) {
  const { facts, files, missingFonts } = props
  return (
    <>
      {facts.cut && (
        <Banner tone="warning" title="The file is cut short">
          Its end is missing. What could be read of it is shown; pages or parts of them may be
          missing.
        </Banner>
      )}
      {facts.dynamicForm && (
        <Banner tone="warning" title="A form for Adobe’s programs (XFA)">
          The form and what was entered into it can’t be shown here. Below is the page that the file
          holds for other programs. Download the file to open it in Adobe Acrobat or Reader.
        </Banner>
      )}
      {facts.portfolio && (
        <Banner tone="info" title="A PDF portfolio">
          Its content is in the {fileCount(files.length)} inside. The pages below are only their
          cover.
        </Banner>
      )}
      {missingFonts.length > 0 && (
        <Banner tone="info" title={missingFontsTitle(missingFonts)}>
          They are neither in the file nor on this computer.
        </Banner>
      )}
    </>
  )
}

/** "1 file", "3 files" */
export function fileCount(count: number): string {
  return count === 1 ? '1 file' : `${count} files`
}

const list = new Intl.ListFormat(undefined, { style: 'narrow', type: 'unit' })

function missingFontsTitle(fonts: readonly string[]): string {
  const count = fonts.length === 1 ? '1 font is missing' : `${fonts.length} fonts are missing`
  return `${count}; letters may look different or be missing: ${list.format(fonts)}`
}
