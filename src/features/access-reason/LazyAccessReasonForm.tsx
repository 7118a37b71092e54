import { lazy, Suspense } from 'react'
import { Skeleton } from '#ui/Skeleton.tsx'
import type { AccessReasonFormProps } from './AccessReasonForm.tsx'

const AccessReasonForm = lazy(async () => ({
  default: (await import('./AccessReasonForm.tsx')).AccessReasonForm,
}))

/** The form, loaded where somebody is asked: most never are. */
export function LazyAccessReasonForm(props: AccessReasonFormProps) {
  return (
    <Suspense fallback={<Skeleton lines={5} label="Loading the form" />}>
      <AccessReasonForm {...props} />
    </Suspense>
  )
}
