import { useState, type SubmitEvent } from 'react'
import type { Binary } from '#fhir/types.ts'
import { toast } from '#ui/feedback/toasts.ts'
import { useDraft } from '#ui/unsaved.ts'
import type { VersionTarget } from '../context.tsx'
import type { UploadSpec, UploadTarget } from '../queue/item.ts'
import { files } from '../queue/totals.ts'
import type { Findings } from './check/findings.ts'
import { plansFor } from './check/plan.ts'
import { sizeLimitOf } from './check/size-limit.ts'
import { useChecks } from './check/use-checks.ts'
import type { Draft, SharedFields } from './draft.ts'
import { isWrong, problemsOf, sharedProblems, specOf, versionSpecOf } from './spec.ts'
import type { Drafts } from './use-drafts.ts'
import { useVersionBase, type VersionBase } from './use-version-base.ts'

export interface UploadFormOptions {
  org: string
  /** The Binary that one file could become a new version of. */
  target: VersionTarget | undefined
  /** Whether that is the choice to begin with. */
  asVersion: boolean
  /** Bytes that one file may have, where `config.json` says so. */
  maxBytes: number | undefined
  onStart: (specs: UploadSpec[]) => void
}

interface Typed {
  wantsVersion: boolean
  shared: SharedFields | undefined
}

/** What is chosen and typed in the dialog, and whether it can be sent. */
export function useUploadForm(options: UploadFormOptions, drafts: Drafts) {
  const { org, target, asVersion, onStart } = options
  const [initial] = useState<Typed>(() => ({ wantsVersion: asVersion, shared: undefined }))
  const typed = useDraft(`upload ${org}`, initial)
  const { wantsVersion } = typed.value
  const [checked, setChecked] = useState(false)
  const current = useVersionBase(org, target)
  const { list } = drafts
  const isVersion = wantsVersion && target !== undefined && list.length <= 1
  const base = isVersion ? current.binary : undefined
  const shared = typed.value.shared ?? sharedOf(base)
  const checks = useChecks(org, list, sizeLimitOf(org, options.maxBytes))
  const findings = isVersion ? withoutNames(checks.findings) : checks.findings
  const plans = plansFor(
    list.map(({ key, edit }) => ({ key, choice: edit.choice })),
    findings,
  )
  const sent = list.filter(({ key }) => plans.get(key)?.kind !== 'skip')
  const problems = sharedProblems(shared)
  const wrong = list.find((draft) => isWrong(problemsOf(draft)))

  const onSubmit = (event: SubmitEvent<HTMLFormElement>, show: (draft: Draft) => void) => {
    event.preventDefault()
    setChecked(true)
    if (isWrong(problems) || wrong !== undefined) {
      if (wrong !== undefined && !isWrong(problems)) show(wrong)
      focusProblem(event.currentTarget)
      return
    }
    if (checks.progress.kind === 'looking' || checks.progress.kind === 'comparing') {
      notAllCompared()
    }
    typed.discard()
    const as = isVersion ? versionOf(target) : CREATE
    onStart(
      sent.map((draft) => {
        const plan = plans.get(draft.key)
        return plan?.kind === 'version'
          ? versionSpecOf(draft, { org, shared, base: plan.of.binary })
          : specOf(draft, { org, target: as, shared, base })
      }),
    )
  }
  return {
    isVersion,
    base,
    setWantsVersion: (wantsVersion: boolean) =>
      typed.set((before) => ({ ...before, wantsVersion })),
    discard: typed.discard,
    shared,
    setShared: (next: SharedFields) => typed.set((before) => ({ ...before, shared: next })),
    checked,
    problems,
    findings,
    plans,
    progress: checks.progress,
    notYet: notYet(list, sent) ?? (isVersion ? baseProblem(current) : undefined),
    // Shown until it can be read: nothing is sent before.
    failedBase: isVersion && base === undefined && !current.isPending ? current : undefined,
    onSubmit,
  }
}

export type UploadForm = ReturnType<typeof useUploadForm>

const CREATE = { kind: 'create' } as const

function sharedOf(binary: Binary | undefined): SharedFields {
  return {
    language: binary?.language ?? '',
    securityContext: binary?.securityContext?.reference ?? '',
  }
}

function versionOf({ id, versionId }: VersionTarget): UploadTarget {
  return { kind: 'version', id, ...(versionId === undefined ? {} : { ifMatch: versionId }) }
}

/** Its name is not asked about where the user has said whose next version it is. */
function withoutNames(findings: Findings): Findings {
  return new Map(
    [...findings].map(([key, found]) => [key, found.filter(({ kind }) => kind !== 'same-name')]),
  )
}

function notYet(list: readonly Draft[], sent: readonly Draft[]): string | undefined {
  if (list.length === 0) return 'Choose files first.'
  return sent.length === 0 ? 'All files are skipped.' : undefined
}

function baseProblem({ binary, isPending }: VersionBase): string | undefined {
  if (binary !== undefined) return undefined
  return isPending
    ? 'The current version is being read.'
    : 'The current version can’t be read, and without it the new one would lose fields.'
}

function notAllCompared() {
  toast({
    tone: 'info',
    title: 'Not all files were compared',
    body: 'The upload started before all were compared with the files that are here already.',
  })
}

/** The words that say what is wrong come with the next paint, and a row far down with the one after. */
function focusProblem(form: HTMLFormElement) {
  const focus = (triesLeft: number) => {
    const field = form.querySelector<HTMLElement>('[aria-invalid=true]')
    if (field) field.focus()
    else if (triesLeft > 0) requestAnimationFrame(() => focus(triesLeft - 1))
  }
  requestAnimationFrame(() => focus(10))
}

/** "3 files of 5 skipped" and the like, for the footer; empty where nothing is left out. */
export function skippedWords({ plans }: Pick<UploadForm, 'plans'>): string {
  const skipped = [...plans.values()].filter(({ kind }) => kind === 'skip').length
  return skipped === 0 ? '' : `${files(skipped)} skipped`
}
