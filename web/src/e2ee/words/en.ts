/**
 * The English words of the spoken code: short everyday nouns that are said and heard without doubt,
 * none of them frightening, and none of them about bodies or illness. A word's place is its byte.
 */
export const ENGLISH: readonly string[] = `
acorn airport almond amber apple apron arch artist autumn avenue badge bagel bakery balcony ball
balloon bamboo banana banjo barley barn barrel bench bicycle biscuit blanket blossom bottle
breeze brick broom brush bucket buffalo butter button cabin cactus camel camera canoe canvas
canyon captain carpet cello cheese cherry chimney cinema circle clock cloud clover coconut coffee
comet compass cookie copper corner cricket cup cushion daisy dance desk diamond dinner dolphin
drum duck eagle earth echo egg elm engine evening falcon farmer feather fence fiddle field fish
flag forest fork frog fruit galaxy garden garlic giraffe grape grass guitar hammer harbor harp
hat hedge helmet hill horizon hotel iron island ivy jacket jam journey jungle kettle kite kitten
koala ladder lake lamp lantern laptop laundry lemon lettuce level library lily lion lobster lunch
magnet mango maple marble market meadow milk mirror moon muffin museum music napkin nest nutmeg
oak oasis ocean olive onion opera orange orchard orchid otter oven owl oyster paint palace
pancake panda parade parrot parsley pasta peanut pebble pelican pencil penguin pepper piano
picnic pigeon pilot planet potato prince pumpkin puppy puzzle pyramid quilt radio railway rainbow
ranch rice river robin robot roof ruby salad scarf ship shoe silver skirt snow soccer sofa spark
spinach sponge spoon spring statue summer sunset sweater table tailor teacher teapot tent thimble
ticket tiger toast tomato tower tractor train tree trumpet tulip tunnel turnip turtle valley
vanilla vase velvet village vine violin visitor waffle wagon walnut walrus water wheel whistle
willow window winter wizard yard yogurt zebra zipper
`
  .trim()
  .split(/\s+/);
