import { describe, expect, test } from 'vitest'
import { withFileName } from '#fhir/binary/binary.ts'
import { fileNameOfPath } from '#fhir/file-name.ts'
import { CONTENT_TYPE_CASES, LANGUAGE_CASES, REFERENCE_CASES } from '#test/field-cases.ts'
import { fileOf, itemOf, passing } from '#test/upload-items.ts'
import { chosenOf, inFolderOrder } from '../dialog/chosen.ts'
import { cleanFolder, draftOf, type Draft, type Edit } from '../dialog/draft.ts'
import { nameOf, problemsOf, specOf } from '../dialog/spec.ts'
import { panelWords, summaryOf } from '../panel/announcement.ts'
import type { ItemState } from './item.ts'
import { speedOf, timeLeft, timeLeftWords, withSample, type Sample } from './pace.ts'
import { unfinishedCount } from './queue-state.ts'
import { totalsOf } from './totals.ts'

describe('names', () => {
  test.each([
    ['scan.pdf', 'scan.pdf'],
    ['annex\u202Egpj.exe', 'annexgpj.exe'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\fakepath\\a.txt', 'a.txt'],
    ['  two \t\n spaces .txt ', 'two spaces .txt'],
    ['nul\u0000l\u0007.txt', 'null.txt'],
    ['\uFEFFbom\u200B.txt', 'bom.txt'],
    ['می\u200Cخواهم.txt', 'می\u200Cخواهم.txt'],
    ['\uD800lone.txt', '\uFFFDlone.txt'],
    ['/', ''],
  ])('%j becomes %j', (name, clean) => {
    expect(fileNameOfPath(name)).toBe(clean)
  })

  test('are cut to a length that can be stored, never within a character', () => {
    const long = fileNameOfPath(`${'x'.repeat(254)}😀.txt`)
    expect(long.length).toBeLessThanOrEqual(255)
    expect(long.isWellFormed()).toBe(true)
  })

  test('folders are told apart from the file', () => {
    expect(cleanFolder('/scans/2026/a.pdf')).toBe('scans / 2026')
    expect(cleanFolder('./a.pdf')).toBe('')
    expect(cleanFolder('a.pdf')).toBe('')
  })
})

test('files of a folder come in its order, single ones in theirs', () => {
  const at = (path: string) =>
    Object.assign(fileOf(path.split('/').at(-1) ?? ''), path.includes('/') ? { path } : {})
  const names = (...paths: string[]) => inFolderOrder(paths.map(at)).map(({ name }) => name)
  expect(names('/scans/10.pdf', '/scans/9.pdf', '/scans/a/1.pdf', '/scans/2.pdf')).toEqual([
    '2.pdf',
    '9.pdf',
    '10.pdf',
    '1.pdf',
  ])
  expect(names('b.txt', './a.txt')).toEqual(['b.txt', 'a.txt'])
})

describe('pace', () => {
  const every = (ms: number, bytes: number, count: number) =>
    Array.from({ length: count }, (_, i): Sample => ({ at: i * ms, loaded: i * bytes })).reduce(
      (samples, sample) => withSample(samples, sample),
      [] as Sample[],
    )

  test('is not known at once', () => {
    expect(speedOf([])).toBeUndefined()
    expect(speedOf(every(100, 10, 3))).toBeUndefined()
  })

  test('is bytes a second, from few samples however many come', () => {
    const samples = every(10, 1_000, 2_000)
    expect(speedOf(samples)).toBeCloseTo(100_000)
    expect(samples.length).toBeLessThan(40)
  })

  test('forgets what is long past', () => {
    const slow = every(1_000, 10, 20)
    const last = slow.at(-1)?.at ?? 0
    const fast = Array.from({ length: 20 }, (_, i) => ({
      at: last + (i + 1) * 1_000,
      loaded: 190 + (i + 1) * 5_000,
    }))
    expect(speedOf(fast.reduce((all, one) => withSample(all, one), slow))).toBeCloseTo(5_000)
  })

  test('starts anew when the clock or the bytes go back', () => {
    expect(withSample([{ at: 10_000, loaded: 5 }], { at: 3, loaded: 1 })).toEqual([
      { at: 3, loaded: 1 },
    ])
    expect(
      speedOf([
        { at: 0, loaded: 100 },
        { at: 1_000, loaded: 0 },
      ]),
    ).toBe(0)
  })

  test('says nothing of the time left while nothing moves', () => {
    expect(timeLeft(100, 0)).toBeUndefined()
    expect(timeLeft(100, undefined)).toBeUndefined()
    expect(timeLeft(100, 50)).toBe(2)
    expect([2, 12, 58, 61, 4_000].map(timeLeftWords)).toEqual([
      'a few seconds left',
      'about 15 seconds left',
      'about 1 minute left',
      'about 2 minutes left',
      'about 2 hours left',
    ])
  })
})

describe('totals', () => {
  test('never reach the end before the last answer', () => {
    const items = [itemOf('a', { kind: 'saving' }), itemOf('b', { kind: 'saving' })]
    expect(totalsOf(items).share).toBeLessThan(1)
  })

  test('leave out what is given up', () => {
    const stored = {
      kind: 'stored',
      id: 'x',
      versionId: '1',
      verified: true,
      found: false,
    } as const
    const totals = totalsOf([
      itemOf('a', stored),
      itemOf('b', { kind: 'cancelled' }),
      itemOf('c', { kind: 'unsure' }),
    ])
    expect(totals).toMatchObject({
      share: 1,
      pending: 0,
      groups: { stored: 1, cancelled: 1, 'needs-you': 1 },
    })
    expect(summaryOf(totals)).toBe('1 file uploaded, 1 needs you, 1 cancelled')
    expect(panelWords(totals, undefined)).toBe('1 of 2 done · 1 needs you')
  })
})

test('all that is neither stored nor given up would be lost with the queue', () => {
  const failed: ItemState = { kind: 'failed', failure: passing }
  const states: ItemState[] = [
    { kind: 'waiting' },
    { kind: 'paused' },
    failed,
    { kind: 'unsure' },
    { kind: 'conflict', remote: { kind: 'unknown' } },
    { kind: 'cancelled' },
    { kind: 'stored', id: 'x', versionId: '1', verified: true, found: false },
  ]
  expect(unfinishedCount(states.map((state, at) => itemOf(`${at}`, state)))).toBe(5)
})

describe('a draft', () => {
  const draft = (edit: Edit): Draft =>
    draftOf(chosenOf(fileOf('a.txt')), edit, {
      state: 'known',
      contentType: 'text/plain',
      isProven: false,
    })
  const shared = { language: 'de', securityContext: 'Patient/1' }
  const create = { org: 'clinic', target: { kind: 'create' } as const, shared }

  test('says what is wrong with it', () => {
    expect(problemsOf(draft({}))).toEqual({})
    expect(problemsOf(draft({ contentType: 'text' })).contentType).toContain('type/subtype')
    expect(problemsOf(draft({ contentType: ' ' })).contentType).toContain('Choose')
    const own = { language: 'german!', securityContext: 'nobody' }
    expect(Object.keys(problemsOf(draft(own)))).toEqual(['language', 'securityContext'])
  })

  test('refuses what the server refuses', () => {
    for (const [contentType, isRight] of CONTENT_TYPE_CASES) {
      expect(problemsOf(draft({ contentType })).contentType === undefined).toBe(isRight)
    }
    for (const [language, isRight] of LANGUAGE_CASES) {
      const own = { language, securityContext: '' }
      expect(problemsOf(draft(own)).language === undefined).toBe(isRight)
    }
    for (const [securityContext, isRight] of REFERENCE_CASES) {
      const own = { language: '', securityContext }
      expect(problemsOf(draft(own)).securityContext === undefined).toBe(isRight)
    }
  })

  test('goes with the fields for all, or with its own', () => {
    expect(specOf(draft({}), create).fields).toMatchObject({
      language: 'de',
      securityContext: { reference: 'Patient/1' },
    })
    const own = { language: '', securityContext: '' }
    expect(specOf(draft(own), create).fields).toEqual({
      resourceType: 'Binary',
      contentType: 'text/plain',
      meta: { tag: [{ system: 'https://binnacle.dev/fhir/filename', code: 'a.txt' }] },
    })
  })

  test('keeps the name of what it replaces, unless it ends otherwise or another is typed', () => {
    const named = (name: string) => withFileName({ resourceType: 'Binary' }, name)
    expect(nameOf(draft({}))).toBe('a.txt')
    expect(nameOf(draft({}), named('letter.TXT'))).toBe('letter.TXT')
    expect(nameOf(draft({}), named('letter.pdf'))).toBe('a.txt')
    expect(nameOf(draft({}), { resourceType: 'Binary' })).toBe('a.txt')
    expect(nameOf(draft({ name: '' }), named('letter.txt'))).toBe('')
  })

  test('as a new version keeps what the dialog does not offer, and nothing of the old content', () => {
    const security = [{ code: 'R' }]
    const { fields } = specOf(draft({ name: 'b.txt' }), {
      ...create,
      target: { kind: 'version', id: 'x', ifMatch: '1' },
      base: {
        resourceType: 'Binary',
        id: 'x',
        meta: {
          versionId: '1',
          lastUpdated: 'z',
          security,
          tag: [{ code: 'mine' }],
          extension: [],
        },
        implicitRules: 'https://rules.example',
        securityContext: { reference: 'Patient/1', display: 'Ada' },
        _data: { extension: [] },
      },
    })
    expect(fields).toEqual({
      resourceType: 'Binary',
      contentType: 'text/plain',
      language: 'de',
      implicitRules: 'https://rules.example',
      securityContext: { reference: 'Patient/1', display: 'Ada' },
      meta: {
        security,
        tag: [{ code: 'mine' }, { system: 'https://binnacle.dev/fhir/filename', code: 'b.txt' }],
      },
    })
  })
})
