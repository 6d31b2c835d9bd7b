import { twice } from '../lib/part';
console.log(twice(21));
