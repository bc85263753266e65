export { describe, fields } from './describe.ts';
export type { Description, MeasuredValue, RecordKind, RecordStatus } from './description.ts';
export { fieldLabels } from './field.ts';
export type { Field, FieldKind, FieldLabel } from './field.ts';
export { findAmong } from './references.ts';
export type { Find } from './references.ts';
export { foldForSearch, searchText } from './search.ts';
