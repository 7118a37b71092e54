import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import type { Choices } from '#formats/text/merge-choices.ts'
import '#ui/styles/base.css'
import { useDraft } from '#ui/unsaved.ts'
import { mergedText, mergeTexts } from './merge-texts.ts'
import { MergePieces } from './MergePieces.tsx'

const kept = Array.from({ length: 12 }, (_, at) => `kept ${at}\r`).join('')
const BASE = `dose 5\r${kept}end\r`
const merge = mergeTexts(BASE, `dose 6\r${kept}END\r`, `dose 7\r${kept}end\r`)

function Merging() {
  const draft = useDraft<Choices>('merge of a test', {})
  const text = mergedText(merge, draft.value)
  return (
    <>
      <MergePieces merge={merge} draft={draft} />
      <output>{text === undefined ? 'undecided' : JSON.stringify(text)}</output>
    </>
  )
}

const output = () => page.getByRole('status')
const decision = () => page.getByLabelText('What becomes of clash 1')
const whole = (dose: string) => JSON.stringify(`${dose}${kept}END\r`)

it('shows both sides of a clash line by line, folds what is the same, and takes what is chosen', async () => {
  await render(<Merging />)
  await expect.element(output()).toHaveTextContent('undecided')
  await expect.element(page.getByText('dose 6')).toBeVisible()
  await expect.element(page.getByText('changed in the stored version')).toBeVisible()
  await expect.element(page.getByText(/⋯ 6 lines that are the same/)).toBeVisible()
  await userEvent.selectOptions(decision(), 'Both, yours first')
  await expect.element(output()).toHaveTextContent(whole('dose 7\rdose 6\r'))
  await userEvent.selectOptions(decision(), 'Not decided')
  await expect.element(output()).toHaveTextContent('undecided')
})

it('begins writing by hand with what was chosen, and keeps how lines end', async () => {
  await render(<Merging />)
  await userEvent.selectOptions(decision(), 'Take the stored lines')
  await userEvent.selectOptions(decision(), 'Write it by hand')
  const box = page.getByLabelText('Text of clash 1')
  await expect.element(box).toHaveValue('dose 6\n')
  await userEvent.fill(box, 'dose 6\nthen 7')
  await expect.element(output()).toHaveTextContent(whole('dose 6\rthen 7\r'))
})
