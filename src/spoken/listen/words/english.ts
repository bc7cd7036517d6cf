import { spokenWords } from './spoken-words.ts';

export const english = spokenWords({
  open: `
    in the year|a|an|the|my|your|our|their|its|every|each
    and|or|but|because|cause|'cause|since|although|though|unless|until|while|whereas|if|when|whenever|whether|than|therefore|nor
    of|from|into|onto|with|without|between|among|during|per|via|like|than|against|towards|toward|despite
    i|we|they|he|she|who|which|whose|what if|how about|what about|such as|as well as|for example|for instance|and then|so that|due to
    the answer is|the answer's|the result is|the result would be|i think it's|i think that|i think the|i think|i mean|i guess|i believe|maybe|probably|perhaps|it's like|it's called|is called|are called|it's because|that's because
    i'm|it's|that's|there's|there are|there is|you're|we're|they're|he's|she's|i'd|i'll|we'll|it'll|let's|gonna|wanna|kind of|sort of
    very|really|quite|most|some|any|another|other|both|either|also|then|so then|equals|plus|minus|times|divided by|multiplied by|point`,
  loose: `
    to|in|on|at|for|by|about|as|is|are|was|were|be|been|being|has|have|had|do|does|did|can|could|will|would|should|may|might|must
    that|this|these|those|it|you|so|too|not|just|only|more|less|through|over|under|up|down|out|off|after|before|where|how|why|what|well`,
  fillers: `
    um|uh|er|erm|hmm|hm|uhm|umm|uhh|ah|eh|mm|let me think|let me see|let's see|let me guess|wait|hold on|one moment|one second|just a second|just a moment|give me a second|give me a moment
    how do i say|how do you say|how do you call it|what's it called|what is it called|what was it|you know|i don't remember exactly|it's on the tip`,
  numbers: `
    zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen
    twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|point|double|triple`,
  closed: `
    yes|no|yeah|yep|nope|okay|ok|sure|exactly|correct|right|wrong|true|false|please|thanks|thank you|i don't know|no idea|not sure|i'm not sure|go on|continue|next|stop|repeat that|again|i give up|that's it|that's all|skip|got it`,
  signs: `
    mhm|mm hmm|mm-hmm|mmhmm|mm|hmm|hm|uh huh|uh-huh|uhuh|okay|ok|kay|yes|yeah|yep|yup|right|sure|i see|oh|ah|aha|oh okay|ah okay|oh i see|ah i see|got it|alright|all right|cool|nice|wow|great|good|really|true|exactly|of course|makes sense|that makes sense|interesting|yes yes|okay okay|oh wow|oh yeah|oh right|oh nice|go on`,
});
