import { judgedPhoto } from '../../bench/recheck/judged-photos.ts';
import { photoRow } from '../../bench/recheck/photos.ts';
import { stockLine } from '../../src/adapters/stock-rows.ts';
import { StockLineSchema } from '../../src/domain/recheck.ts';

const read = (row: Parameters<typeof stockLine>[0]) => StockLineSchema.parse(JSON.parse(stockLine(row)));

it('a line of the stock is what the row has of a photo and its answer, and names no rider', () => {
  for (let number = 0; number < 50; number++) {
    expect(read(photoRow(number))).toEqual(judgedPhoto(number).line);
    expect(stockLine(photoRow(number))).not.toContain('rider-');
  }
});

it('of a photo from before measures were kept there are none, and who answered it is not a person', () => {
  const { measures: _, decidedBy: __, ...old } = photoRow(1);
  expect(read(old)).toMatchObject({ isByPeople: false, measures: null });
});
