import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import { createApi } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { actorOf } from '#test/actor.ts'
import '#ui/styles/base.css'
import { ContentDifferences, type ComparedVersion } from './ContentDifferences.tsx'

/** Contents by file, each in a version that is called 1. */
type Files = Record<string, string>

function version(id: string, contentType = 'text/plain'): ComparedVersion {
  const meta = { versionId: '1', tag: [{ system: FILENAME_SYSTEM, code: id }] }
  const binary: Binary = { resourceType: 'Binary', id, contentType, meta }
  return { id, versionId: '1', title: `${id}, version 1`, binary }
}

/** Shows pairs one after the other, in one session with one cache. */
async function show(files: Files, first: [ComparedVersion, ComparedVersion]) {
  const transport: typeof fetch = async (input) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.includes('metadata')) return new Response('', { status: 404 })
    const id = /Binary\/([^/]+)/.exec(url)?.[1] ?? ''
    return new Response(files[id] ?? '', { headers: { 'Content-Type': 'text/plain' } })
  }
  const client = createClient({
    base: '',
    transport,
    actor: actorOf({ token: () => '' }),
    logCdata: () => undefined,
  })
  const api = createApi(client)
  const cache = new QueryClient()
  const view = ([from, to]: [ComparedVersion, ComparedVersion]) => (
    <QueryClientProvider client={cache}>
      <ApiProvider api={api}>
        <ContentDifferences
          org="o"
          {...{ from, to }}
          renderPreview={({ id, versionId }) => <p>{`Preview of ${id} in ${versionId}`}</p>}
        />
      </ApiProvider>
    </QueryClientProvider>
  )
  const shown = await render(view(first))
  return (pair: [ComparedVersion, ComparedVersion]) => shown.rerender(view(pair))
}

const content = () => page.getByRole('region', { name: 'Content differences' })
const half = (name: string) => content().getByRole('region', { name })
const summary = () => content().getByRole('status')

describe('versions of one number in different files', () => {
  it('shows the difference of the files that are asked for, never of others', async () => {
    const files = { a: 'Dose 100 mg', b: 'Dose 75 mg', c: 'Dose 100 mg', d: 'Dose 5 mg' }
    const next = await show(files, [version('a'), version('b')])
    await expect.element(content().getByText('75', { exact: true })).toBeVisible()
    await next([version('a'), version('d')])
    await expect.element(content().getByText('5', { exact: true })).toBeVisible()
    await expect.element(content().getByText('75', { exact: true })).not.toBeInTheDocument()
    await next([version('a'), version('c')])
    await expect.element(content().getByText('Identical bytes')).toBeVisible()
    await next([version('d'), version('c')])
    await expect.element(content().getByText('5', { exact: true })).toBeVisible()
  })

  it('shows the preview of each', async () => {
    // The first letters of a picture that no viewer can read: what is stored in `b` is of another kind.
    const files = { a: 'Dose 100 mg', b: '%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n<<>>\nendobj\n' }
    await show(files, [version('a'), version('b', 'application/pdf')])
    await expect
      .element(half('Left: a, version 1').getByText('Preview of a in 1', { exact: true }))
      .toBeVisible()
    await expect
      .element(half('Right: b, version 1').getByText('Preview of b in 1', { exact: true }))
      .toBeVisible()
  })

  it('names no side older than the other', async () => {
    const pdf = '%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n<<>>\nendobj\n'
    await show({ a: 'x', b: pdf }, [version('a'), version('b')])
    await expect
      .element(content().getByText('(Text on the left, PDF on the right)', { exact: false }))
      .toBeVisible()
    expect(content().element().textContent).not.toMatch(/before|after/i)
  })

  it('says what differs in one sentence', async () => {
    await show({ a: 'one\ntwo', b: 'one\n2' }, [version('a'), version('b')])
    await expect.element(summary()).toHaveTextContent('1 line changed, none added, none removed.')
  })
})

describe('whose the two are is said first', () => {
  const message = (id: string, value: string) =>
    `MSH|^~\\&|LAB|H\rPID|1||${id}^^^H||ROE^JANE||19800101\rOBX|1|NM|K||${value}`

  it('of messages of two patients, and the values only when asked for', async () => {
    const files = { a: message('17', '4.6'), b: message('18', '4.6') }
    await show(files, [version('a'), version('b')])
    const alert = content().getByRole('alert')
    await expect
      .element(alert.getByText('Different patient: patient ID differs.', { exact: true }))
      .toBeVisible()
    await expect.element(alert.getByText('18', { exact: false })).not.toBeInTheDocument()
    await alert.getByRole('button', { name: 'Show the patient’s data' }).click()
    await expect.element(alert.getByText('+ 18', { exact: false })).toBeVisible()
  })

  it('nothing where they are of one', async () => {
    await show({ a: message('17', '4.6'), b: message('17', '6.4') }, [version('a'), version('b')])
    await expect.element(summary()).toHaveTextContent('1 value changed in OBX.')
    expect(content().getByRole('alert').query()).toBeNull()
  })

  it('of two files filed under two patients, also where their bytes are the same', async () => {
    const filed = (id: string, patient: string): ComparedVersion => {
      const one = version(id)
      return { ...one, binary: { ...one.binary, securityContext: { reference: patient } } }
    }
    await show({ a: 'same', b: 'same' }, [filed('a', 'Patient/1'), filed('b', 'Patient/2')])
    await expect.element(content().getByText('Identical bytes')).toBeVisible()
    await expect
      .element(content().getByRole('alert'))
      .toHaveTextContent(
        'The two files are filed under different patients or contextsLeft: Patient/1. Right: Patient/2.',
      )
  })
})
