/** A short text for a learner who has nothing at hand yet. */
export const sampleTitle = 'How plants make their food';

/** What can be asked about it, for whoever does not know yet how this works. */
export const sampleQuestions = [
  'Why do leaves look green?',
  'What happens in the Calvin cycle?',
  'Where does the weight of a tree come from?',
];

export const sampleText = `# How plants make their food

## What photosynthesis is

Photosynthesis is the way in which plants, algae and some bacteria turn light into food. A plant takes in carbon dioxide from the air and water from the soil. With the energy of sunlight it builds sugar from them, and it gives off oxygen. Almost all the oxygen that we breathe comes from photosynthesis.

## Where it happens

It happens inside the cells of green leaves, in tiny bodies called chloroplasts. Chloroplasts hold a green dye, chlorophyll. Chlorophyll takes in mostly red and blue light and throws back green light, which is why leaves look green. Carbon dioxide enters the leaf through small pores on its underside, the stomata. A plant can close its stomata when it is hot and dry, to save water; then photosynthesis slows down.

## The two stages

Photosynthesis runs in two stages. In the first stage, the light reactions, chlorophyll catches light. Its energy splits water into hydrogen and oxygen, and is stored in two carrier molecules named ATP and NADPH. The oxygen leaves the leaf. The light reactions need light and stop in the dark.

In the second stage, the Calvin cycle, the plant uses ATP and NADPH to build sugar from carbon dioxide. The enzyme that first takes hold of the carbon dioxide is called rubisco; it is thought to be the most common protein on Earth. The Calvin cycle does not need light itself, but it needs what the light reactions have made.

## What the plant does with the sugar

Part of the sugar is burned at once in respiration, which gives the plant energy to live, by day and by night. Part is turned into starch and stored in roots, seeds and tubers. Part becomes cellulose, the stuff of cell walls and wood. So most of the weight of a tree does not come from the soil: it comes from the carbon dioxide of the air.

## What limits it

Three things mainly limit how fast photosynthesis runs: the amount of light, the amount of carbon dioxide, and the temperature. Whichever of them is in shortest supply sets the pace. That is why a greenhouse grower who adds light on a cold day gains little: the cold is what holds the plant back.
`;
