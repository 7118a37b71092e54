/** What requests are called in the audit log and in the metrics; `config.interaction` of a route is one of these. */
export const INTERACTIONS = [
  'create',
  'read',
  'vread',
  'update',
  'patch',
  'delete',
  'history-instance',
  'history-type',
  'search',
  'batch',
  'upload-begin',
  'upload-look',
  'upload-part',
  'upload-end',
  'upload-options',
  'sign-out',
  'organizations',
  'capabilities',
  'search-parameter',
  'audit',
  'check',
] as const

export type Interaction = (typeof INTERACTIONS)[number]
