export type { GrantedUnit, SummaryItem } from './item.ts';
export type { Statement } from './statement.ts';
export { summarise } from './summarise.ts';
export type { Summary, SummaryGroup, SummaryInput } from './summarise.ts';
export type { Trend, TrendPoint } from './trend.ts';
export { endsOutside } from './trend.ts';
