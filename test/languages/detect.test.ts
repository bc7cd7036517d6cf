import { describe, expect, it } from 'vitest';
import { languageOfText } from '../../src/languages/detect.ts';

const TEXTS: Record<string, string> = {
  en: 'Plants make sugar from light, water and the carbon dioxide of the air. Their leaves are green because of it.',
  es: 'Las plantas producen azúcar con la luz, el agua y el dióxido de carbono del aire. Por eso sus hojas son verdes.',
  de: 'Pflanzen bilden Zucker aus Licht, Wasser und dem Kohlendioxid der Luft. Darum sind ihre Blätter grün.',
  fr: 'Les plantes fabriquent du sucre avec la lumière, l’eau et le gaz carbonique de l’air. Leurs feuilles sont vertes.',
  it: 'Le piante producono zucchero con la luce, l’acqua e l’anidride carbonica dell’aria. Le loro foglie sono verdi.',
  pt: 'As plantas produzem açúcar com a luz, a água e o dióxido de carbono do ar. Por isso as suas folhas são verdes.',
  nl: 'Planten maken suiker van licht, water en de koolstofdioxide uit de lucht. Daarom zijn hun bladeren groen.',
  ru: 'Растения образуют сахар из света, воды и углекислого газа воздуха. Поэтому их листья зелёные.',
  zh: '植物利用光、水和空气中的二氧化碳制造糖分，所以它们的叶子是绿色的。'.repeat(2),
};

describe('the language of a document', () => {
  it.each(Object.entries(TEXTS))('is told: %s', (language, text) => {
    expect(languageOfText(text)).toBe(language);
  });

  it('is that of most of it, whatever is quoted in the middle', () => {
    const german = `${TEXTS['de']}\n`.repeat(40);
    expect(languageOfText(`${german}${`${TEXTS['en']}\n`.repeat(20)}${german}`)).toBe('de');
  });

  it.each(['', '   \n', 'Wasser', '1905 299792458 4.2', 'a'.repeat(59)])('is not told of %j', (text) => {
    expect(languageOfText(text)).toBe('und');
  });
});
